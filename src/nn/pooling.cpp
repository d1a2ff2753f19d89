// The table of poolings.
#include "nn/pooling.h"

#include "core/registry.h"

#include <array>

namespace textrnn {

namespace {

Var last(const ForwardContext& context, const PoolInput& in) {
    return pool_last(context.tape, in.x, in.packed, in.backward_from);
}

Var mean(const ForwardContext& context, const PoolInput& in) {
    return pool_mean(context.tape, in.x, in.packed);
}

Var max(const ForwardContext& context, const PoolInput& in) {
    return pool_max(context.tape, in.x, in.packed);
}

Var attention(const ForwardContext& context, const PoolInput& in) {
    const AttentionParameters& p = in.attention;
    const Var hidden = tanh(context.tape, linear(context.tape, in.x, context.parameter(p.weight),
                                                 context.parameter(p.bias)));
    const Var scores = linear(context.tape, hidden, context.parameter(p.context), Var{});
    return pool_attention(context.tape, in.x, scores, in.packed);
}

} // namespace

std::span<const Pooling> poolings() {
    static const std::array table{Pooling{"last", false, last}, Pooling{"mean", false, mean},
                                  Pooling{"max", false, max},
                                  Pooling{"attention", true, attention}};
    return table;
}

const Pooling* find_pooling(std::string_view name) {
    return find_named(poolings(), name);
}

} // namespace textrnn
