// Distinct ids by an open-addressing hash table in the arena.
#include "nn/unique_tokens.h"

#include <algorithm>
#include <bit>

namespace textrnn {

UniqueTokens unique_tokens(Arena& arena, std::span<const TokenId> tokens) {
    const Index count = tokens.size();
    // A long text has far fewer distinct ids than tokens.
    const Index ids_below = count > 0 ? Index{1} + *std::ranges::max_element(tokens) : 0;
    const Index most = std::min(count, ids_below);
    TokenId* const ids = arena.array<TokenId>(most);
    Index* const first = arena.array<Index>(most);
    Index* const inverse = arena.array<Index>(count);
    const Arena::Scratch scratch(arena);
    constexpr Index kNone = ~Index{0};
    const Index size = std::bit_ceil(2 * most + 1); // at most half full
    Index* const table = arena.array<Index>(size); // index in ids, by hash with linear probing
    std::fill_n(table, size, kNone);
    Index unique = 0;
    for (Index n = 0; n < count; ++n) {
        Index place = mix_bits(tokens[n]) & (size - 1);
        while (table[place] != kNone && ids[table[place]] != tokens[n])
            place = (place + 1) & (size - 1);
        if (table[place] == kNone) {
            ids[unique] = tokens[n];
            first[unique] = n;
            table[place] = unique++;
        }
        inverse[n] = table[place];
    }
    return {tokens, {ids, unique}, {first, unique}, {inverse, count}};
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
