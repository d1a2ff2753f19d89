// The table of poolings, and the scores of attention pooling.
#include "nn/pooling.h"

#include <array>

namespace textrnn {

std::span<const Pooling> poolings() {
    static const std::array table{Pooling{"last", false, pool_last},
                                  Pooling{"mean", false, pool_mean},
                                  Pooling{"max", false, pool_max},
                                  Pooling{"attention", true, pool_attention}};
    return table;
}

Var attention_scores(const ForwardContext& context, const AttentionParameters& attention, Var x) {
    const Var weight = context.parameter(attention.weight);
    const Var bias = context.parameter(attention.bias);
    const Var hidden = tanh(context.tape, linear(context.tape, x, weight, bias));
    return linear(context.tape, hidden, context.parameter(attention.context), Var{});
}

} // namespace textrnn
