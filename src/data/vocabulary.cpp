// WordTable is a hash table with linear probing. choose_words() selects words by their counts.
#include "data/vocabulary.h"

#include "core/random.h"
#include "io/file.h"
#include "io/text.h"

#include <algorithm>
#include <cstring>

namespace textrnn {

template <class Integer>
static std::uint64_t load(const char* bytes) {
    Integer value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

// The first eight bytes of a word as an integer. Overlapping loads are faster than a loop.
static std::uint64_t head_of(std::string_view word) {
    const char* bytes = word.data();
    const std::size_t size = word.size();
    if (size >= 8) return load<std::uint64_t>(bytes);
    if (size >= 4)
        return load<std::uint32_t>(bytes) | load<std::uint32_t>(bytes + size - 4) << 8 * (size - 4);
    if (size == 0) return 0;
    return load<std::uint8_t>(bytes) | load<std::uint8_t>(bytes + size / 2) << 8 * (size / 2) |
           load<std::uint8_t>(bytes + size - 1) << 8 * (size - 1);
}

static std::uint64_t hash_word(std::string_view word, std::uint64_t head, std::uint64_t key) {
    std::uint64_t hash = mix_bits((key + word.size()) ^ head);
    for (std::size_t i = 8; i < word.size(); i += 8)
        hash = mix_bits(hash ^ head_of(word.substr(i)));
    return hash;
}

WordTable::WordTable(const std::vector<std::string>& words) : key_(unpredictable_bits()) {
    for (const std::string& word : words) insert(word);
}

std::size_t WordTable::slot_for(std::string_view word) const {
    const std::uint64_t head = head_of(word);
    // Scales the hash's upper half to [0, slots_.size()): no overflow below 2^32 slots.
    std::size_t i = (hash_word(word, head, key_) >> 32) * slots_.size() >> 32;
    for (;; i = i + 1 == slots_.size() ? 0 : i + 1) {
        const Slot& slot = slots_[i];
        if (slot.id == kNone) return i;
        if (slot.head == head && slot.size == word.size() &&
            (word.size() <= 8 || words_[slot.id] == word))
            return i;
    }
}

TokenId WordTable::find(std::string_view word) const { return slots_[slot_for(word)].id; }

TokenId WordTable::insert(std::string_view word) {
    Slot& slot = slots_[slot_for(word)];
    if (slot.id != kNone) return slot.id;
    const auto id = static_cast<TokenId>(words_.size());
    slot = {head_of(word), static_cast<std::uint32_t>(word.size()), id};
    words_.emplace_back(word);
    if (words_.size() * 2 > slots_.size()) reserve(words_.size() * 2);
    return id;
}

void WordTable::reserve(std::size_t words) {
    words_.reserve(words);
    if (words * 2 <= slots_.size()) return;
    std::vector<Slot> old(words * 2);
    old.swap(slots_);
    for (const Slot& slot : old)
        if (slot.id != kNone) slots_[slot_for(words_[slot.id])] = slot;
}

Vocabulary choose_words(const std::vector<std::string>& words, const std::vector<Index>& counts,
                        Index min_freq, Index max_size) {
    std::vector<TokenId> order;
    for (TokenId i = kFirstWordId; i < words.size(); ++i)
        if (counts[i] >= min_freq) order.push_back(i);
    // A total order: ids do not depend on the sorting algorithm.
    std::sort(order.begin(), order.end(), [&](TokenId a, TokenId b) {
        return counts[a] != counts[b] ? counts[a] > counts[b] : words[a] < words[b];
    });
    order.insert(order.begin(), {kPadId, kUnkId});
    if (max_size != 0 && max_size < order.size())
        order.resize(std::max<Index>(max_size, kFirstWordId));
    Vocabulary vocabulary;
    vocabulary.reserve(order.size());
    for (const TokenId i : order) vocabulary.add(words[i], "vocabulary");
    return vocabulary;
}

void Vocabulary::add(std::string_view word, const std::string& place) {
    const std::size_t next = size();
    const TokenId id = table_.insert(word);
    if ((next == kPadId && word != kPadWord) || (next == kUnkId && word != kUnkWord))
        refuse(place, std::string("expected a vocabulary that begins with ") + kPadWord + " and " +
                          kUnkWord);
    if (id != next)
        refuse(place, "the word " + excerpt(word) + " has two ids, " + std::to_string(id) +
                               " and " + std::to_string(next));
}

} // namespace textrnn
