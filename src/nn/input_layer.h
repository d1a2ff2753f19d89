// Input layers: how token ids enter the network. lookup and one_hot compute the same embeddings
// from embedding.weight [V, D], by picking rows or by a matrix product. one_hot_direct has no
// embedding: one-hot vectors are the input of the first RNN layer (Johnson & Zhang 2016).
#pragma once

#include "nn/unique_tokens.h"

#include <span>
#include <string_view>

namespace textrnn {

struct InputLayer {
    const char* name;
    bool sparse_gradient; // Parameter::sparse_gradient of the table
    // Embeddings of the distinct ids [U, D] from parameter number `table`; nullptr: no embedding.
    Var (*embed)(const ForwardContext&, Index table, const UniqueTokens&);
};

std::span<const InputLayer> input_layers();                // the table
const InputLayer* find_input_layer(std::string_view name); // nullptr: unknown name

} // namespace textrnn
