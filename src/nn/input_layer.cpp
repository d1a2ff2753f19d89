// The table of input layers, and word dropout.
#include "nn/input_layer.h"

#include "core/registry.h"

#include <array>

namespace textrnn {

namespace {

Var embed_lookup(const Pass& pass, Index table, std::span<const TokenId> ids) {
    return lookup(pass.tape, pass.table(table), ids);
}

Var embed_one_hot(const Pass& pass, Index table, std::span<const TokenId> ids) {
    const Var weight = pass.parameter(table);
    if (pass.gradients) // the product does not tell which rows it used; optimizers may ask
        for (const TokenId id : ids) pass.gradients->rows(table)->row(id);
    return matmul(pass.tape, one_hot(pass.tape, ids, weight.rows()), weight);
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

std::span<const TokenId> drop_words(const Pass& pass, std::span<const TokenId> ids,
                                    TokenId unknown, double p) {
    if (!pass.training || p <= 0) return ids;
    TokenId* const kept = pass.tape.arena().array<TokenId>(ids.size());
    Random random = pass.random.split(0);
    for (Index n = 0; n < ids.size(); ++n) kept[n] = random.uniform() < p ? unknown : ids[n];
    return {kept, ids.size()};
}

} // namespace textrnn
