// Suggestions for unknown config keys: the same name in another section, then names that other
// programs use for a key, then the smallest edit distance to a name or to a part of a name.
#include "train/config.h"

#include "io/text.h"

#include <sstream>

namespace textrnn {

namespace {

// Names that other programs use, and the key with that meaning.
constexpr struct {
    const char *alias, *key;
} kAliases[] = {
    {"lr", "optimizer.learning_rate"},            {"optimizer", "optimizer.name"},
    {"wd", "optimizer.weight_decay"},             {"l2", "optimizer.weight_decay"},
    {"epsilon", "optimizer.eps"},                 {"scheduler", "schedule.name"},
    {"lr_schedule", "schedule.name"},             {"hidden_dim", "model.hidden_size"},
    {"hidden_units", "model.hidden_size"},        {"rnn_size", "model.hidden_size"},
    {"units", "model.hidden_size"},               {"embed_dim", "model.embedding_dim"},
    {"emb_dim", "model.embedding_dim"},           {"embedding_size", "model.embedding_dim"},
    {"embed_size", "model.embedding_dim"},        {"depth", "model.num_layers"},
    {"n_layers", "model.num_layers"},             {"rnn", "model.cell"},
    {"rnn_type", "model.cell"},                   {"cell_type", "model.cell"},
    {"bidir", "model.bidirectional"},             {"bs", "train.batch_size"},
    {"minibatch", "train.batch_size"},            {"n_epochs", "train.epochs"},
    {"num_epochs", "train.epochs"},               {"max_epochs", "train.epochs"},
    {"random_seed", "train.seed"},                {"early_stopping", "train.patience"},
    {"grad_clip", "train.clip_norm"},             {"max_grad_norm", "train.clip_norm"},
    {"max_len", "text.max_length"},               {"seq_len", "text.max_length"},
    {"truncate", "text.max_length"},              {"lower", "text.lowercase"},
    {"vocab_size", "vocabulary.max_size"},        {"max_vocab", "vocabulary.max_size"},
    {"min_count", "vocabulary.min_freq"},         {"min_df", "vocabulary.min_freq"},
    {"training", "data.train"},                   {"validation", "data.dev"},
    {"valid", "data.dev"},                        {"val", "data.dev"}};

// "dropout" for "model.dropout", and for "dropout" itself.
std::string last_name(const std::string& name) { return name.substr(name.find('.') + 1); }

// "embedding", "dropout" for "embedding_dropout".
std::vector<std::string> parts_of(const std::string& name) {
    std::vector<std::string> parts;
    std::istringstream stream(name);
    for (std::string part; std::getline(stream, part, '_');) parts.push_back(part);
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
        for (const std::string& part : parts_of(name)) parts.push_back({part, key.name, 2});
    }
    for (const auto& [alias, key] : kAliases) words.push_back({alias, key, 1});
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
