// The input layer: from word ids to vectors, over one weight `embedding.weight` [V, D]. Two ways to
// the same numbers: pick rows, or multiply one-hot rows as the textbook says. A third way does
// without vectors: one-hot words straight into the gates (Johnson & Zhang 2016), another model.
#pragma once

#include "nn/pass.h"

#include <span>
#include <string_view>

namespace textrnn {

struct InputLayer {
    const char* name;
    bool touched_rows; // the table's gradient comes as touched rows; otherwise dense
    // ids [N] -> [N, D]; nullptr: there is no embedding, the first RNN layer reads the words.
    Var (*embed)(const Pass&, Index table, std::span<const TokenId> ids);
};

std::span<const InputLayer> input_layers(); // the table
const InputLayer* find_input_layer(std::string_view name);

// Replaces each id by `unknown` with probability p: the model learns to do without any one word,
// and what an unknown word looks like. The ids lie in the tape's arena.
std::span<const TokenId> drop_words(const Pass&, std::span<const TokenId> ids, TokenId unknown,
                                    double p);

} // namespace textrnn
