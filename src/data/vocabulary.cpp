// Vocabulary: checking a saved word list, and choosing words by their counts.
#include "data/vocabulary.h"

#include "core/error.h"
#include "io/text.h"

#include <algorithm>
#include <numeric>

namespace textrnn {

TokenId WordCounter::add(std::string_view word) {
    const TokenId number = table_.insert(word);
    if (number == counts_.size()) counts_.push_back(0);
    ++counts_[number];
    return number;
}

Vocabulary WordCounter::vocabulary(std::size_t min_freq, std::size_t max_size) const {
    std::vector<TokenId> order(counts_.size());
    std::iota(order.begin(), order.end(), TokenId{0});
    // A total order: ids do not depend on the sorting algorithm.
    std::sort(order.begin(), order.end(), [this](TokenId a, TokenId b) {
        return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : words()[a] < words()[b];
    });
    std::vector<std::string> chosen{kPadWord, kUnkWord};
    for (const TokenId number : order) {
        if (counts_[number] < min_freq || (max_size != 0 && chosen.size() >= max_size)) break;
        const std::string& word = words()[number];
        if (word != kPadWord && word != kUnkWord) chosen.push_back(word);
    }
    return Vocabulary::from_words(chosen, "vocabulary");
}

Vocabulary Vocabulary::from_words(const std::vector<std::string>& words,
                                  const std::string& place) {
    if (words.size() < 2 || words[kPadId] != kPadWord || words[kUnkId] != kUnkWord)
        throw Error(ExitCode::kBadData, place + ": expected a vocabulary that begins with " +
                                            kPadWord + " and " + kUnkWord);
    Vocabulary vocabulary;
    vocabulary.table_.reserve(words.size());
    for (TokenId id = 0; id < words.size(); ++id) {
        const TokenId first = vocabulary.table_.insert(words[id]);
        if (first != id)
            throw Error(ExitCode::kBadData, place + ": the word " + excerpt(words[id]) +
                                                " has two ids, " + std::to_string(first) +
                                                " and " + std::to_string(id));
    }
    return vocabulary;
}

} // namespace textrnn
