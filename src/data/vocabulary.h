// Vocabulary: the words that have a row in the embedding table, and their ids; and WordTable, the
// string interner that a Vocabulary is built on.
#pragma once

#include "core/tensor.h"
#include "core/token.h"

#include <string>
#include <string_view>

namespace textrnn {

inline constexpr char kPadWord[] = "<pad>"; // id kPadId
inline constexpr char kUnkWord[] = "<unk>"; // id kUnkId

// A string interner: insert() assigns 0, 1, 2, ... to distinct words; find() looks up. The
// hash table with linear probing is several times faster here than std::unordered_map: for most
// words, a lookup reads one slot and no string.
class WordTable {
public:
    static constexpr TokenId kNone = ~TokenId{0};

    explicit WordTable(const std::vector<std::string>& words = {}); // draws a random key
    TokenId find(std::string_view word) const; // the word's id, or kNone
    TokenId insert(std::string_view word);     // the word's id; the next free id for a new word
    // Allocates memory for `words` words in all: inserting up to that number moves no word or slot.
    void reserve(std::size_t words);
    const std::vector<std::string>& words() const { return words_; } // in order of ids

private:
    struct Slot {
        std::uint64_t head = 0; // the word's first eight bytes
        std::uint32_t size = 0; // the word's length in bytes
        TokenId id = kNone;     // kNone: the slot is free
    };
    std::size_t slot_for(std::string_view word) const; // index of its slot, or of the free slot

    std::uint64_t key_; // random key of the hash function, against words chosen to collide
    std::vector<std::string> words_;
    std::vector<Slot> slots_{2}; // at least half of them free
};

class Vocabulary {
public:
    // Gives the word the next id. Throws Error(kBadData) "place: ..." for a word that has an id, or
    // if the first two words are not <pad> and <unk>.
    void add(std::string_view word, const std::string& place);
    void reserve(std::size_t words) { table_.reserve(words); }

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

// <pad>, <unk>, then the words that occur at least `min_freq` times (counts[i] of words[i]), by
// descending count, ties in byte order; at most `max_size` >= 2 entries in all (0: no limit).
// Precondition: words[0] is <pad> and words[1] is <unk>; their counts have no effect.
Vocabulary choose_words(const std::vector<std::string>& words, const std::vector<Index>& counts,
                        Index min_freq, Index max_size);

} // namespace textrnn
