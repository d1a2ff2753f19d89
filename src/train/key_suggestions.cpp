// Suggestions for unknown config keys: the same name in another section, then names that other
// programs use for a key, then the smallest edit distance to a name or to a part of a name.
#include "train/config.h"

#include "io/text.h"

#include <algorithm>

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

// "embedding", "dropout" for "embedding_dropout".
std::vector<std::string> parts_of(const std::string& name) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('_', begin), name.size());
        parts.push_back(name.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

// The three ways in which `word` can name a key.
bool is_name(const Key& key, const std::string& word) { return key.name == word; }
bool is_alias(const Key& key, const std::string& word) {
    return std::any_of(std::begin(kAliases), std::end(kAliases), [&](const auto& row) {
        return row.alias == word && row.key == full_name(key);
    });
}
bool is_part(const Key& key, const std::string& word) {
    const std::vector<std::string> parts = parts_of(key.name);
    return std::find(parts.begin(), parts.end(), word) != parts.end();
}

// Full names of the keys that `word` names in the first of these ways that finds any. If some of
// them are in `section`, only those.
std::vector<std::string> keys_called(const std::string& word, const std::string& section,
                                     const std::vector<Key>& keys) {
    for (const auto names : {&is_name, &is_alias, &is_part}) {
        std::vector<std::string> all, in_section;
        for (const Key& key : keys) {
            if (!names(key, word)) continue;
            all.push_back(full_name(key));
            if (key.section == section) in_section.push_back(full_name(key));
        }
        if (!all.empty()) return in_section.empty() ? all : in_section;
    }
    return {};
}

std::vector<std::string> all_words(const std::vector<Key>& keys) {
    std::vector<std::string> words;
    for (const Key& key : keys) words.emplace_back(key.name);
    for (const auto& row : kAliases) words.emplace_back(row.alias);
    for (const Key& key : keys)
        for (std::string& part : parts_of(key.name)) words.push_back(std::move(part));
    return words;
}

} // namespace

std::vector<std::string> suggested_keys(const std::string& section, const std::string& name) {
    Config probe;
    const std::vector<Key> keys = config_keys(probe);
    std::vector<std::string> suggested = keys_called(name, section, keys);
    if (suggested.empty())
        suggested = keys_called(nearest_name(name, all_words(keys)), section, keys);
    return suggested;
}

} // namespace textrnn
