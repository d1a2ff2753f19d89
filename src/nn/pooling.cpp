// The table of poolings.
#include "nn/pooling.h"

#include "core/registry.h"

#include <array>

namespace textrnn {

namespace {

Var last(const Pass& pass, const PoolInput& in) {
    return pool_last(pass.tape, in.x, in.packed, in.backward_from);
}

Var mean(const Pass& pass, const PoolInput& in) { return pool_mean(pass.tape, in.x, in.packed); }

Var max(const Pass& pass, const PoolInput& in) { return pool_max(pass.tape, in.x, in.packed); }

Var attention(const Pass& pass, const PoolInput& in) {
    const AttentionParameters& p = in.attention;
    const Var hidden =
        tanh(pass.tape, linear(pass.tape, in.x, pass.parameter(p.weight), pass.parameter(p.bias)));
    const Var scores = linear(pass.tape, hidden, pass.parameter(p.context), Var{});
    return pool_attention(pass.tape, in.x, scores, in.packed);
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
