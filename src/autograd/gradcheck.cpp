// Central differences, one element after the other: slow, and meant for small inputs.
#include "autograd/gradcheck.h"

#include "autograd/ops.h"

#include <cmath>

namespace textrnn {

namespace {

constexpr double kStep = sizeof(Real) == 8 ? 1e-5 : 1e-2;
constexpr double kFloor = sizeof(Real) == 8 ? 1e-3 : 1e-1; // gradients below it count as absolute

// The scalar sum_k w_k out_k, with weights in [-1, 1] that differ.
Var scalar(Tape& tape, Var out) {
    const Tensor weights = tape.arena().tensor(out.rows(), out.cols());
    Random random(7, Stream::kGradcheck);
    for (Real& w : weights) w = static_cast<Real>(random.uniform(-1, 1));
    return weighted_sum(tape, out, weights);
}

double value_at(const Function& function, const std::vector<Tensor>& inputs) {
    Arena arena;
    Tape tape(arena, false);
    std::vector<Var> vars;
    for (const Tensor& input : inputs) vars.push_back(tape.constant(input));
    return static_cast<double>(scalar(tape, function(tape, vars)).value().data[0]);
}

} // namespace

double gradient_error(const Function& function, const std::vector<Tensor>& inputs) {
    Arena arena;
    Tape tape(arena);
    std::vector<Var> vars;
    for (const Tensor& input : inputs)
        vars.push_back(tape.leaf("input", input, arena.zeros(input.rows, input.cols)));
    tape.backward(scalar(tape, function(tape, vars)));

    double worst = 0;
    for (Index k = 0; k < inputs.size(); ++k)
        for (Index i = 0; i < inputs[k].size(); ++i) {
            Real& x = inputs[k].data[i];
            const Real kept = x;
            x = kept + static_cast<Real>(kStep);
            const double above = value_at(function, inputs);
            x = kept - static_cast<Real>(kStep);
            const double below = value_at(function, inputs);
            x = kept;
            const double expected = (above - below) / (2 * kStep);
            const auto found = static_cast<double>(vars[k].grad().data[i]);
            const double size = std::max(kFloor, std::fabs(expected) + std::fabs(found));
            worst = std::max(worst, std::fabs(found - expected) / size);
        }
    return worst;
}

} // namespace textrnn
