// The table of input layers.
#include "nn/input_layer.h"

#include "core/registry.h"

#include <array>

namespace textrnn {

namespace {

Var embed_lookup(const ForwardContext& context, Index table, const UniqueTokens& words) {
    return lookup(context.tape, context.table(table), words.ids);
}

// As the textbook has it, every token's row is multiplied; what follows takes a word's vector from
// its first token, as the lookup's does, or sums would be rounded differently.
Var embed_one_hot(const ForwardContext& context, Index table, const UniqueTokens& words) {
    const Var weight = context.parameter(table);
    if (context.gradients) // the product does not tell which rows it used; optimizers may ask
        for (const TokenId id : words.ids) context.gradients->rows(table)->row(id);
    const Var rows = one_hot(context.tape, words.tokens, weight.rows());
    return pick_rows(context.tape, matmul(context.tape, rows, weight), words.first);
}

} // namespace

std::span<const InputLayer> input_layers() {
    static const std::array table{InputLayer{"lookup", true, embed_lookup},
                                  InputLayer{"one_hot", false, embed_one_hot},
                                  InputLayer{"one_hot_direct", true, nullptr}};
    return table;
}

const InputLayer* find_input_layer(std::string_view name) {
    return find_named(input_layers(), name);
}

} // namespace textrnn
