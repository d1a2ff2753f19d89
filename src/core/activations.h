// Activations of whole tensors: out = f(x), elementwise. `out` may be `x`.
#pragma once

#include "core/level.h"
#include "core/tensor.h"

#include <cmath>

namespace textrnn {

void apply_sigmoid(Tensor x, Tensor out);
void apply_tanh(Tensor x, Tensor out);

// log(1 + e^x) = -log sigmoid(-x) of one number, computed from e^-|x|, which cannot overflow.
template <class Number>
Number softplus(Number x) {
    return std::log1p(std::exp(-std::abs(x))) + std::max(x, Number{0});
}

// apply_sigmoid and apply_tanh, compiled for one level (core/level.h), in activations.cpp.
template <Level>
void sigmoid_at(Tensor x, Tensor out);
template <Level>
void tanh_at(Tensor x, Tensor out);

} // namespace textrnn
