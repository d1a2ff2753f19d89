// The input layer: from words to vectors, over one weight `embedding.weight` [V, D]. Two ways to
// the same numbers: pick rows, or multiply one-hot rows as the textbook says. A third way does
// without vectors: one-hot words straight into the gates (Johnson & Zhang 2016), another model.
#pragma once

#include "nn/unique_tokens.h"

#include <span>
#include <string_view>

namespace textrnn {

struct InputLayer {
    const char* name;
    bool sparse_gradient; // the table's gradient comes as touched rows; otherwise dense
    // The vectors of the different words [U, D]; nullptr: there is no embedding, the first RNN
    // layer reads the words.
    Var (*embed)(const ForwardContext&, Index table, const UniqueTokens&);
};

std::span<const InputLayer> input_layers(); // the table
const InputLayer* find_input_layer(std::string_view name);

} // namespace textrnn
