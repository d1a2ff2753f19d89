// Table of poolings, which reduce a text's token vectors to one vector (autograd/ops_pooling.cpp).
#pragma once

#include "autograd/ops.h"

#include <span>

namespace textrnn {

struct Pooling {
    const char* name;
    bool needs_scores; // PoolInput::scores must be set
    Var (*pool)(Tape&, const PoolInput&);
};

inline std::span<const Pooling> poolings() {
    static constexpr Pooling table[] = {{"last", false, pool_last}, {"mean", false, pool_mean},
                                        {"max", false, pool_max},
                                        {"attention", true, pool_attention}};
    return table;
}

} // namespace textrnn
