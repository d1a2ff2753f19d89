// Suggestions for unknown config keys: the same name in another section, then names that other
// programs use for a key, then the smallest edit distance to a name or to a part of a name.
#include "train/config.h"

#include "io/text.h"

#include <sstream>

namespace textrnn {

namespace {

// Keys, and the names that other programs use for them.
constexpr struct {
    const char *key, *aliases;
} kAliases[] = {
    {"model.embedding_dim", "embed_dim emb_dim embedding_size embed_size"},
    {"model.hidden_size", "hidden_dim hidden_units rnn_size units"}, {"optimizer.eps", "epsilon"},
    {"train.epochs", "n_epochs num_epochs max_epochs"}, {"model.cell", "rnn rnn_type cell_type"},
    {"text.max_length", "max_len seq_len truncate"}, {"vocabulary.min_freq", "min_count min_df"},
    {"vocabulary.max_size", "vocab_size max_vocab"}, {"schedule.name", "scheduler lr_schedule"},
    {"train.clip_norm", "grad_clip max_grad_norm"}, {"model.num_layers", "depth n_layers"},
    {"train.batch_size", "bs minibatch"}, {"train.patience", "early_stopping"},
    {"model.start", "pretrained embeddings glove word2vec init_from"},
    {"data.dev", "validation valid val"}, {"optimizer.weight_decay", "wd l2"},
    {"optimizer.learning_rate", "lr"}, {"model.bidirectional", "bidir"},
    {"optimizer.name", "optimizer"}, {"train.seed", "random_seed"},
    {"text.lowercase", "lower"}, {"data.train", "training"}};

// "dropout" for "model.dropout", and for "dropout" itself.
std::string last_name(const std::string& name) { return name.substr(name.find('.') + 1); }

// "embedding", "dropout" for "embedding_dropout" and '_'.
std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    return parts;
}

struct Word { // a word that may stand for a key
    std::string word, key;
    int rank; // 0: the key's name; 1: an alias; 2: a part of the name
};

std::vector<Word> words_of_keys() { // in ascending order of rank
    std::vector<Word> words, parts;
    Config probe;
    for (const Key& key : config_keys(probe)) {
        const std::string name = last_name(key.name);
        words.push_back({name, key.name, 0});
        for (const std::string& part : split(name, '_')) parts.push_back({part, key.name, 2});
    }
    for (const auto& [key, aliases] : kAliases)
        for (const std::string& alias : split(aliases, ' ')) words.push_back({alias, key, 1});
    words.insert(words.end(), parts.begin(), parts.end());
    return words;
}

// The keys for which `word` stands with the lowest rank that occurs; if some of them are in
// `section`, only those.
std::vector<std::string> keys_called(const std::string& word, const std::string& section,
                                     const std::vector<Word>& words) {
    std::vector<std::string> all, in_section;
    int rank = 0;
    for (const Word& w : words) {
        if (w.word != word || (!all.empty() && w.rank != rank)) continue;
        rank = w.rank;
        all.push_back(w.key);
        if (w.key.starts_with(section + ".")) in_section.push_back(w.key);
    }
    return in_section.empty() ? all : in_section;
}

} // namespace

std::vector<std::string> suggested_keys(const std::string& name) {
    const std::string last = last_name(name), section = name.substr(0, name.find('.'));
    const std::vector<Word> words = words_of_keys();
    std::vector<std::string> keys = keys_called(last, section, words);
    if (!keys.empty()) return keys;
    std::vector<std::string> known;
    for (const Word& w : words) known.push_back(w.word);
    return keys_called(nearest_name(last, known), section, words);
}

} // namespace textrnn
