// Distinct ids, and the table of input layers.
#include "nn/input_layer.h"

#include <bit>

namespace textrnn {

UniqueTokens unique_tokens(Arena& arena, std::span<const TokenId> tokens) {
    const Index count = tokens.size();
    // Distinct ids are at most min(tokens, largest id + 1).
    const Index ids_below = count > 0 ? Index{1} + *std::ranges::max_element(tokens) : 0;
    const Index most = std::min(count, ids_below);
    TokenId* const ids = arena.array<TokenId>(most);
    Index* const first = arena.array<Index>(most);
    Index* const inverse = arena.array<Index>(count);
    const Arena::Scratch scratch(arena);
    constexpr Index kNone = ~Index{0};
    const Index size = std::bit_ceil(2 * most + 1); // at most half full
    Index* const table = arena.array<Index>(size); // index in ids: a hash table, linear probing
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

static Var embed_lookup(const ForwardContext& context, Index table, const UniqueTokens& unique) {
    return lookup(context.tape, context.table(table), unique.ids).named("rows of embedding.weight");
}

// The table as a factor. Records the ids used, which its dense gradient does not show.
static Var factor(const ForwardContext& context, Index table, const UniqueTokens& unique) {
    if (SparseGradient* used = context.gradients ? context.gradients->rows(table) : nullptr)
        for (const TokenId id : unique.ids) used->row(id);
    return context.parameter(table);
}

static Var embed_one_hot(const ForwardContext& context, Index table, const UniqueTokens& unique) {
    const Var weight = factor(context, table, unique);
    return matmul(context.tape, one_hot(context.tape, unique.tokens, weight.rows()), weight)
        .named("one_hot embedding.weight");
}

// Of the products of all N tokens, keeps each distinct id's first.
static Var embed_ordered(const ForwardContext& context, Index table, const UniqueTokens& unique) {
    return pick_rows(context.tape, embed_one_hot(context, table, unique), unique.first);
}

static Var embed_csr(const ForwardContext& context, Index table, const UniqueTokens& unique) {
    return csr_matmul(context.tape, unique.tokens, factor(context, table, unique));
}

constexpr InputLayer kInputLayers[] = {{"lookup", true, false, false, embed_lookup},
                                       {"one_hot", false, true, true, embed_one_hot},
                                       {"one_hot_direct", true, false, false, nullptr},
                                       {"one_hot_ordered", false, true, false, embed_ordered},
                                       {"one_hot_csr", false, false, true, embed_csr}};

std::span<const InputLayer> all_input_layers() { return kInputLayers; }
std::span<const InputLayer> input_layers() { return all_input_layers().first(3); }

} // namespace textrnn
