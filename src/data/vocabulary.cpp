// Vocabulary: counting the words of the training texts, and looking words up.
#include "data/vocabulary.h"

#include "core/error.h"
#include "data/messages.h"

#include <algorithm>
#include <utility>

namespace textrnn {
namespace {

constexpr const char* kPadWord = "<pad>";
constexpr const char* kUnkWord = "<unk>";

struct WordCount { // the word's bytes belong to the texts
    std::string_view word;
    std::size_t count;
};

// Every word with its count, in no particular order.
std::vector<WordCount> count_words(const std::vector<std::vector<std::string>>& texts) {
    std::unordered_map<std::string_view, std::size_t> positions; // of the word in `counts`
    std::vector<WordCount> counts; // by first occurrence: the map itself is never iterated
    for (const std::vector<std::string>& text : texts) {
        for (const std::string& word : text) {
            const auto [entry, is_new] = positions.try_emplace(word, counts.size());
            if (is_new) counts.push_back({word, 0});
            ++counts[entry->second].count;
        }
    }
    return counts;
}

} // namespace

// The order is total, so that the ids do not depend on the sorting algorithm or the hash function.
Vocabulary Vocabulary::build(const std::vector<std::vector<std::string>>& texts,
                             std::size_t min_freq, std::size_t max_size) {
    std::vector<WordCount> counts = count_words(texts);
    std::erase_if(counts, [min_freq](const WordCount& entry) {
        return entry.count < min_freq || entry.word == kPadWord || entry.word == kUnkWord;
    });
    std::sort(counts.begin(), counts.end(), [](const WordCount& a, const WordCount& b) {
        return a.count != b.count ? a.count > b.count : a.word < b.word;
    });
    std::vector<std::string> words{kPadWord, kUnkWord};
    for (const WordCount& entry : counts) {
        if (max_size != 0 && words.size() >= max_size) break;
        words.emplace_back(entry.word);
    }
    return from_words(std::move(words), "vocabulary");
}

Vocabulary Vocabulary::from_words(std::vector<std::string> words, const std::string& place) {
    if (words.size() < 2 || words[kPad] != kPadWord || words[kUnk] != kUnkWord) {
        throw Error(ExitCode::kBadData, place + ": expected a vocabulary that begins with " +
                                            kPadWord + " and " + kUnkWord);
    }
    Vocabulary vocabulary;
    vocabulary.ids_.reserve(words.size());
    for (TokenId id = 0; id < words.size(); ++id) {
        const auto [entry, is_new] = vocabulary.ids_.emplace(words[id], id);
        if (!is_new) {
            throw Error(ExitCode::kBadData,
                        place + ": the word " + excerpt(words[id]) +
                            " stands in the vocabulary twice, as number " +
                            std::to_string(entry->second) + " and " + std::to_string(id));
        }
    }
    vocabulary.words_ = std::move(words);
    return vocabulary;
}

TokenId Vocabulary::id(std::string_view word) const {
    const auto entry = ids_.find(word);
    return entry != ids_.end() ? entry->second : kUnk;
}

} // namespace textrnn
