// The table of input layers.
#include "nn/input_layer.h"

#include <array>

namespace textrnn {

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
