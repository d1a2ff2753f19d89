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
    {"optimizer.learning_rate", "lr"}, {"optimizer.name", "optimizer"}, {"model.cell", "rnn"},
    {"model.embedding_dim", "embed_dim embedding_size"}, {"model.hidden_size", "hidden_dim units"},
    {"optimizer.weight_decay", "wd l2"}, {"train.epochs", "num_epochs"}, {"train.batch_size", "bs"},
    {"train.patience", "early_stopping"}, {"vocabulary.min_freq", "min_count"},
    {"vocabulary.max_size", "vocab_size"}, {"model.start", "pretrained glove"}};

// "dropout" for "model.dropout", and for "dropout" itself.
std::string last_name(const std::string& name) { return name.substr(name.find('.') + 1); }

using Words = std::vector<std::pair<std::string, std::string>>; // a word, and a key it may mean

// Adds the parts of `text`: "word", "dropout" of "word_dropout" and '_'.
void add_parts(Words& words, const std::string& text, char separator, const std::string& key) {
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) words.push_back({part, key});
}

// The keys for which the word stands; if some of them are in `section`, only those.
std::vector<std::string> keys_called(const std::string& word, const std::string& section,
                                     const Words& words) {
    std::vector<std::string> all, in_section;
    for (const auto& [known, key] : words)
        if (known == word) {
            all.push_back(key);
            if (key.starts_with(section + ".")) in_section.push_back(key);
        }
    return in_section.empty() ? all : in_section;
}

} // namespace

std::vector<std::string> suggested_keys(const std::string& name) {
    Words names, aliases, parts; // in the order of the search
    Config probe;
    for (const Key& key : config_keys(probe)) {
        names.push_back({last_name(key.name), key.name});
        add_parts(parts, last_name(key.name), '_', key.name);
    }
    for (const auto& [key, others] : kAliases) add_parts(aliases, others, ' ', key);
    std::vector<std::string> known;
    for (const Words* words : {&names, &aliases, &parts})
        for (const auto& [word, key] : *words) known.push_back(word);
    const std::string last = last_name(name), section = name.substr(0, name.find('.'));
    for (const std::string& word : {last, nearest_name(last, known)})
        for (const Words* words : {&names, &aliases, &parts})
            if (auto keys = keys_called(word, section, *words); !keys.empty()) return keys;
    return {};
}

} // namespace textrnn
