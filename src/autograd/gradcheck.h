// Gradient check: an op's derivative held against the difference quotient of its value.
#pragma once

#include "autograd/tape.h"

#include <functional>
#include <span>
#include <vector>

namespace textrnn {

using Function = std::function<Var(Tape&, std::span<const Var> inputs)>;

// The largest relative error over all elements of all inputs between the gradient by the tape and
// the central difference (f(x + h) - f(x - h)) / 2h. The op's output is made a scalar by weights
// that differ for every element, so that errors cannot cancel and equal gradients hide nothing.
// Meaningful to 1e-6 in the double build, and to about 1e-2 in float.
double gradient_error(const Function& function, const std::vector<Tensor>& inputs);

inline constexpr double kGradientTolerance = sizeof(Real) == 8 ? 1e-6 : 2e-2;

} // namespace textrnn
