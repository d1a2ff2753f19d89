// Vocabulary: the words that have a row in the embedding table, and their ids.
#pragma once

#include "data/word_table.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

class Vocabulary {
public:
    // From the words in id order, as saved. Throws Error(kBadData) when the first two are not
    // <pad> and <unk>, or for duplicates; `place` begins the message.
    static Vocabulary from_words(const std::vector<std::string>& words, const std::string& place);

    TokenId id(std::string_view word) const { // kUnkId when it has none
        const TokenId found = table_.find(word);
        return found != WordTable::kNone ? found : kUnkId;
    }
    const std::string& word(TokenId id) const { return words()[id]; }
    const std::vector<std::string>& words() const { return table_.words(); }
    std::size_t size() const { return words().size(); }

private:
    WordTable table_;
};

// Counts the words of the training texts, and numbers them as they come.
class WordCounter {
public:
    TokenId add(std::string_view word);
    const std::vector<std::string>& words() const { return table_.words(); } // as add() numbers

    // Words by falling count, ties by bytes; those counted at least min_freq times, and at most
    // max_size entries in all, <pad> and <unk> among them (0: no limit). "<pad>" and "<unk>" in
    // the texts get no second row.
    Vocabulary vocabulary(std::size_t min_freq, std::size_t max_size) const;

private:
    WordTable table_;
    std::vector<std::size_t> counts_;
};

} // namespace textrnn
