// The table of input layers.
#include "nn/input_layer.h"

#include "core/registry.h"

#include <array>

namespace textrnn {

namespace {

Var embed_lookup(const Pass& pass, Index table, const Words& words) {
    return lookup(pass.tape, pass.table(table), words.ids);
}

// As the textbook has it, every token's row is multiplied; what follows takes a word's vector from
// its first token, as the lookup's does, or sums would be rounded differently.
Var embed_one_hot(const Pass& pass, Index table, const Words& words) {
    const Var weight = pass.parameter(table);
    if (pass.gradients) // the product does not tell which rows it used; optimizers may ask
        for (const TokenId id : words.ids) pass.gradients->rows(table)->row(id);
    const Var rows = one_hot(pass.tape, words.tokens, weight.rows());
    return pick_rows(pass.tape, matmul(pass.tape, rows, weight), words.first);
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
