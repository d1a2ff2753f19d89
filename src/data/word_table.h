// WordTable: a string interner. insert() assigns 0, 1, 2, ... to distinct words; find() looks up.
#pragma once

#include "core/token.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// A hash table with linear probing. It is several times faster than std::unordered_map here: for
// most words, a lookup reads one slot and no string.
class WordTable {
public:
    static constexpr TokenId kNone = ~TokenId{0};

    TokenId find(std::string_view word) const; // the word's id, or kNone
    TokenId insert(std::string_view word);     // the word's id; the next free id for a new word
    void reserve(std::size_t words);
    const std::vector<std::string>& words() const { return words_; } // in order of ids

private:
    struct Slot {
        std::uint64_t head = 0; // the word's first eight bytes
        std::uint32_t size = 0; // the word's length in bytes
        TokenId id = kNone;     // kNone: the slot is free
    };
    std::size_t slot_for(std::string_view word) const; // index of its slot, or of the free slot

    std::vector<std::string> words_;
    std::vector<Slot> slots_{2}; // a power of two; at least half of them are free
};

} // namespace textrnn
