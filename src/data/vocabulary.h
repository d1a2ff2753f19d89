// Vocabulary: the words that have a row in the embedding table, and their ids.
#pragma once

#include "core/packed.h"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace textrnn {

class Vocabulary {
public:
    static constexpr TokenId kPad = 0; // "<pad>": never computed with; as others have it
    static constexpr TokenId kUnk = 1; // "<unk>": every word without a row of its own

    // Words by falling count, ties by bytes; those counted at least min_freq times, and at most
    // max_size entries in all, <pad> and <unk> among them (0: no limit). "<pad>" and "<unk>" in
    // the texts get no second row.
    static Vocabulary build(const std::vector<std::vector<std::string>>& texts,
                            std::size_t min_freq, std::size_t max_size);
    // From the words in id order, as saved. Throws Error(kBadData) when the first two are not
    // <pad> and <unk>, or for duplicates; `place` begins the message.
    static Vocabulary from_words(std::vector<std::string> words, const std::string& place);

    TokenId id(const std::string& word) const; // kUnk when it has none
    const std::string& word(TokenId id) const { return words_[id]; }
    const std::vector<std::string>& words() const { return words_; }
    std::size_t size() const { return words_.size(); }

private:
    std::vector<std::string> words_;
    // Looked up, never iterated. Owns its keys, so that a Vocabulary can be copied and moved.
    std::unordered_map<std::string, TokenId> ids_;
};

} // namespace textrnn
