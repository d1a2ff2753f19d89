// Gradient check: compares an op's gradient with finite differences of its value.
#pragma once

#include "autograd/tape.h"
#include "worst_element.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

struct Input {
    std::string name;
    Tensor value;
};
using Function = std::function<Var(Tape&, std::span<const Var> inputs)>;

// Scalar sum_ij w_ij a_ij  [1,1] with fixed random weights w in [-1, 1]. The weights differ, so
// that errors of several elements do not cancel.
Var weighted_sum(Tape&, Var a);

// Compares d weighted_sum(function(inputs)) / d input with (f(x + h) - f(x - h)) / 2h for every
// element of every input. The error is relative: |found - expected| / (|found| + |expected|), with
// a lower bound of the denominator.
WorstElement check_gradients(const Function& function, std::span<const Input> inputs);

// In the float build, finite differences have two digits.
inline constexpr double kGradientTolerance = sizeof(Real) == 8 ? 1e-6 : 2e-2;

} // namespace textrnn
