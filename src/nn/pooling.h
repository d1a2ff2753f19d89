// Table of poolings, which reduce the vectors of a text's tokens to one vector. The computation is
// in autograd/ops_pooling.cpp.
#pragma once

#include "nn/forward_context.h"

#include <span>

namespace textrnn {

struct Pooling {
    const char* name;
    bool needs_scores; // PoolInput::scores must be set
    Var (*pool)(Tape&, const PoolInput&);
};

std::span<const Pooling> poolings(); // all poolings

// Indices of the parameters of attention pooling (Yang et al. 2016, eq. 5-7); F: features.
struct AttentionParameters {
    Index weight = 0;  // [F,F]
    Index bias = 0;    // [F]
    Index context = 0; // [1,F]
};
// score_n = context . tanh(weight x_n + bias): x [N,F] -> [N,1]
Var attention_scores(const ForwardContext&, const AttentionParameters&, Var x);

} // namespace textrnn
