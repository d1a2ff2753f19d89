// Vocabulary: the words that have a row in the embedding table, and their ids.
#pragma once

#include "data/word_table.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

inline constexpr const char* kPadWord = "<pad>"; // id kPadId
inline constexpr const char* kUnkWord = "<unk>"; // id kUnkId

class Vocabulary {
public:
    // The word at index i gets the id i. Throws Error(kBadData) "place: ..." for a duplicate, or if
    // the first two words are not <pad> and <unk>.
    static Vocabulary from_words(const std::vector<std::string>& words, const std::string& place);

    TokenId id(std::string_view word) const { // kUnkId if the vocabulary lacks the word
        const TokenId found = table_.find(word);
        return found != WordTable::kNone ? found : kUnkId;
    }
    const std::string& word(TokenId id) const { return words()[id]; }
    const std::vector<std::string>& words() const { return table_.words(); } // in order of ids
    std::size_t size() const { return words().size(); }

private:
    WordTable table_;
};

// Counts the words of the training texts. Numbers distinct words 0, 1, 2, ... as they first occur.
class WordCounter {
public:
    TokenId add(std::string_view word); // the word's number, which is not its id in the vocabulary
    const std::vector<std::string>& words() const { return table_.words(); } // in order of numbers

    // <pad>, <unk>, then the words that occur at least `min_freq` times, by descending count, ties
    // in byte order; at most `max_size` entries in all (0: no limit). "<pad>" and "<unk>" in the
    // texts count as the first two entries.
    Vocabulary vocabulary(std::size_t min_freq, std::size_t max_size) const;

private:
    WordTable table_;
    std::vector<std::size_t> counts_; // by number
};

} // namespace textrnn
