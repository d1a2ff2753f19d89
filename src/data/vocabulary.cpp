// Vocabulary: counting the words of the training texts, and looking words up.
#include "data/vocabulary.h"

#include "core/error.h"
#include "core/text.h"

#include <algorithm>
#include <utility>

namespace textrnn {

namespace {

constexpr const char* kPadWord = "<pad>";
constexpr const char* kUnkWord = "<unk>";

} // namespace

Vocabulary Vocabulary::build(const std::vector<std::vector<std::string>>& texts,
                             std::size_t min_freq, std::size_t max_size) {
    std::unordered_map<std::string_view, std::size_t> positions; // in `counts`; never iterated
    std::vector<std::pair<std::string_view, std::size_t>> counts; // the bytes are the texts'
    for (const std::vector<std::string>& text : texts)
        for (const std::string& word : text) {
            const auto [entry, is_new] = positions.try_emplace(word, counts.size());
            if (is_new) counts.emplace_back(word, 0);
            ++counts[entry->second].second;
        }
    // A total order, so that the ids depend neither on the sorting algorithm nor on the hash.
    std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    std::vector<std::string> words{kPadWord, kUnkWord};
    for (const auto& [word, count] : counts) {
        if (count < min_freq || (max_size != 0 && words.size() >= max_size)) break;
        if (word != kPadWord && word != kUnkWord) words.emplace_back(word);
    }
    return from_words(std::move(words), "vocabulary");
}

Vocabulary Vocabulary::from_words(std::vector<std::string> words, const std::string& place) {
    if (words.size() < 2 || words[kPad] != kPadWord || words[kUnk] != kUnkWord)
        throw Error(ExitCode::kBadData, place + ": expected a vocabulary that begins with " +
                                            kPadWord + " and " + kUnkWord);
    Vocabulary vocabulary;
    vocabulary.ids_.reserve(words.size());
    for (TokenId id = 0; id < words.size(); ++id) {
        const auto [entry, is_new] = vocabulary.ids_.emplace(words[id], id);
        if (!is_new)
            throw Error(ExitCode::kBadData, place + ": the word " + excerpt(words[id]) +
                                                " stands in the vocabulary twice, as number " +
                                                std::to_string(entry->second) + " and " +
                                                std::to_string(id));
    }
    vocabulary.words_ = std::move(words);
    return vocabulary;
}

TokenId Vocabulary::id(const std::string& word) const {
    const auto entry = ids_.find(word);
    return entry != ids_.end() ? entry->second : kUnk;
}

} // namespace textrnn
