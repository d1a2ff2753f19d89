// Words are told apart by a hash table that lives as long as the count.
#include "nn/unique_tokens.h"

#include <bit>

namespace textrnn {

UniqueTokens unique_tokens(Arena& arena, std::span<const TokenId> tokens) {
    const Index count = tokens.size();
    TokenId* const ids = arena.array<TokenId>(count);
    Index* const first = arena.array<Index>(count);
    Index* const rows = arena.array<Index>(count);
    const Arena::Scratch scratch(arena);
    constexpr Index kNone = ~Index{0};
    const Index size = std::bit_ceil(2 * count + 1); // half full at most, so a search ends soon
    Index* const table = arena.array<Index>(size); // a word's number, where its hash says or later
    std::fill_n(table, size, kNone);
    Index words = 0;
    for (Index n = 0; n < count; ++n) {
        Index place = mix_bits(tokens[n]) & (size - 1);
        while (table[place] != kNone && ids[table[place]] != tokens[n])
            place = (place + 1) & (size - 1);
        if (table[place] == kNone) {
            ids[words] = tokens[n];
            first[words] = n;
            table[place] = words++;
        }
        rows[n] = table[place];
    }
    return {tokens, {ids, words}, {first, words}, {rows, count}};
}

std::span<const TokenId> drop_words(const ForwardContext& context, std::span<const TokenId> ids,
                                    TokenId unknown, double p) {
    if (!context.drops(p)) return ids;
    TokenId* const kept = context.tape.arena().array<TokenId>(ids.size());
    Random random = context.random.split(0);
    for (Index n = 0; n < ids.size(); ++n) kept[n] = random.uniform() < p ? unknown : ids[n];
    return {kept, ids.size()};
}

} // namespace textrnn
