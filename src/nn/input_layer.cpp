// Distinct ids, word dropout, and the table of input layers.
#include "nn/input_layer.h"

#include <algorithm>
#include <array>
#include <bit>

namespace textrnn {

// By an open-addressing hash table.
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
                                    double p) {
    if (!context.drops(p)) return ids;
    TokenId* const kept = context.tape.arena().array<TokenId>(ids.size());
    Random random = context.random.split(0);
    for (Index n = 0; n < ids.size(); ++n) kept[n] = random.uniform() < p ? kUnkId : ids[n];
    return {kept, ids.size()};
}

namespace {

Var embed_lookup(const ForwardContext& context, Index table, const UniqueTokens& unique) {
    return lookup(context.tape, context.table(table), unique.ids);
}

// Multiplies the one-hot rows of all N tokens, then keeps the product of each id's first token.
// With one row per id, like lookup, the following layers round their sums as with lookup.
Var embed_one_hot(const ForwardContext& context, Index table, const UniqueTokens& unique) {
    const Var weight = context.parameter(table);
    // Record the ids used, which the dense gradient does not show.
    if (SparseGradient* used = context.gradients ? context.gradients->rows(table) : nullptr)
        for (const TokenId id : unique.ids) used->row(id);
    const Var rows = one_hot(context.tape, unique.tokens, weight.rows());
    return pick_rows(context.tape, matmul(context.tape, rows, weight), unique.first);
}

} // namespace

std::span<const InputLayer> input_layers() {
    static const std::array table{InputLayer{"lookup", true, embed_lookup},
                                  InputLayer{"one_hot", false, embed_one_hot},
                                  InputLayer{"one_hot_direct", true, nullptr}};
    return table;
}

} // namespace textrnn
