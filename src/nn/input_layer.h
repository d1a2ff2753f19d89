// Input layers: how token ids enter the network. lookup and one_hot compute the same embeddings
// from embedding.weight [V, D], by picking rows or by a matrix product. one_hot_direct (Johnson &
// Zhang 2016) has no embedding: weight_ih of the first RNN layer is stored transposed, [V, G H],
// and its row `id` is the product with the one-hot vector of `id`. The ablation has two more:
// one_hot_ordered multiplies as one_hot does, but returns one row per distinct id, as lookup does:
// forward and backward passes then sum in lookup's order, so all results equal lookup's bit for
// bit. one_hot_csr multiplies one-hot rows in compressed sparse row (CSR) form.
#pragma once

#include "nn/forward_context.h"

namespace textrnn {

// The U distinct ids of a shard's N tokens, like torch.unique with return_inverse, unsorted: work
// per id (embedding, input projection) runs once per distinct id. The arena owns all but tokens.
struct UniqueTokens {
    std::span<const TokenId> tokens; // [N] the input
    std::span<const TokenId> ids;    // [U] distinct ids in order of first occurrence
    std::span<const Index> first;    // [U] index in tokens of each id's first occurrence
    std::span<const Index> inverse;  // [N] tokens[n] == ids[inverse[n]]
};
UniqueTokens unique_tokens(Arena&, std::span<const TokenId> tokens);

struct InputLayer {
    const char* name;
    bool sparse_gradient; // Parameter::sparse_gradient of the table
    bool multiplies;      // embed() multiplies by the whole table; false: it reads rows
    bool per_token;       // embed() returns a row per token [N, D]; false: per distinct id [U, D]
    // Embeddings from parameter number `table`; nullptr: no embedding.
    Var (*embed)(const ForwardContext&, Index table, const UniqueTokens&);
};

std::span<const InputLayer> input_layers();     // the values of model.input
std::span<const InputLayer> all_input_layers(); // and the ablation's own layers

} // namespace textrnn
