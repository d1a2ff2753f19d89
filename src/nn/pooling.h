// Pooling: from the vectors of all tokens to one vector a text, over real tokens only.
#pragma once

#include "nn/forward_context.h"

#include <span>
#include <string_view>

namespace textrnn {

// Parameters of attention pooling (Yang et al. 2016, eq. 5-7): score_t = context . tanh(W x_t + b).
struct AttentionParameters {
    Index weight = 0;  // [F, F]
    Index bias = 0;    // [F]
    Index context = 0; // [1, F]
};

struct PoolInput {
    Var x;               // [N, F]
    const Packed& packed;
    Index backward_from; // columns from here on belong to a reverse RNN
    AttentionParameters attention;
};

struct Pooling {
    const char* name;
    bool has_parameters;
    Var (*pool)(const ForwardContext&, const PoolInput&); // -> [B, F]
};

std::span<const Pooling> poolings(); // the table
const Pooling* find_pooling(std::string_view name);

} // namespace textrnn
