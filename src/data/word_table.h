// WordTable: words numbered from 0 in the order in which they came, and their numbers found again.
#pragma once

#include "core/token.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// A hash table with open addressing, several times as fast here as std::unordered_map: most words
// are found in one look at one place. It can be copied and moved.
class WordTable {
public:
    static constexpr TokenId kNone = ~TokenId{0};

    TokenId find(std::string_view word) const; // kNone when it is missing
    TokenId insert(std::string_view word);     // its number, the next one when it is new
    void reserve(std::size_t words);
    const std::vector<std::string>& words() const { return words_; } // in order of their numbers

private:
    struct Slot {
        std::uint64_t head = 0; // the word's first eight bytes: for most words, all there is
        std::uint32_t size = 0; // in bytes
        TokenId id = kNone;     // kNone: free
    };
    std::size_t slot_for(std::string_view word) const; // its own, or the free one it would get

    std::vector<std::string> words_;
    std::vector<Slot> slots_{2}; // a power of two of them, at least half of them free
};

} // namespace textrnn
