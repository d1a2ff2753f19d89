// Input layers: how token ids enter the network. lookup and one_hot compute the same embeddings
// from embedding.weight [V, D], by picking rows or by a matrix product. one_hot_direct (Johnson &
// Zhang 2016) has no embedding: weight_ih of the first RNN layer is stored transposed, [V, G H],
// and its row `id` is the product with the one-hot vector of `id`.
#pragma once

#include "nn/unique_tokens.h"

#include <span>

namespace textrnn {

struct InputLayer {
    const char* name;
    bool sparse_gradient; // Parameter::sparse_gradient of the table
    // Embeddings of the distinct ids [U, D] from parameter number `table`; nullptr: no embedding.
    Var (*embed)(const ForwardContext&, Index table, const UniqueTokens&);
};

std::span<const InputLayer> input_layers(); // all input layers

} // namespace textrnn
