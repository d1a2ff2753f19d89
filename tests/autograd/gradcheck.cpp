// Central differences, one element at a time: slow, for small inputs.
#include "autograd/gradcheck.h"

#include "core/random.h"

#include <algorithm>

namespace textrnn {

namespace {

constexpr double kStep = sizeof(Real) == 8 ? 1e-5 : 1e-2;
constexpr double kFloor = sizeof(Real) == 8 ? 1e-3 : 1e-1; // least denominator of the error

double value_at(const Function& function, std::span<const Input> inputs) {
    Arena arena;
    Tape tape(arena);
    std::vector<Var> vars;
    for (const Input& input : inputs) vars.push_back(tape.constant(input.value));
    return static_cast<double>(weighted_sum(tape, function(tape, vars)).value().data[0]);
}

double finite_difference(const Function& function, std::span<const Input> inputs, Real& x) {
    const Real kept = x;
    x = kept + static_cast<Real>(kStep);
    const double above = value_at(function, inputs);
    x = kept - static_cast<Real>(kStep);
    const double below = value_at(function, inputs);
    x = kept;
    return (above - below) / (2 * kStep);
}

} // namespace

Var weighted_sum(Tape& tape, Var a) {
    const Tensor weights = tape.arena().tensor(a.rows(), a.cols());
    Random random(7, Stream::kGradcheck);
    for (Real& w : weights) w = static_cast<Real>(random.uniform(-1, 1));
    const Tensor out = tape.arena().zeros(1, 1);
    for (Index i = 0; i < weights.size(); ++i) out.data[0] += weights.data[i] * a.value().data[i];
    return tape.record("weighted_sum", out, a.needs_grad(), [a, weights](Node& node) {
        for (Index i = 0; i < weights.size(); ++i)
            a.grad().data[i] += node.grad.data[0] * weights.data[i];
    });
}

WorstElement check_gradients(const Function& function, std::span<const Input> inputs) {
    Arena arena;
    Tape tape(arena);
    std::vector<Var> vars;
    for (const Input& input : inputs)
        vars.push_back(tape.leaf(input.name.c_str(), input.value,
                                 arena.zeros(input.value.rows, input.value.cols)));
    tape.backward(weighted_sum(tape, function(tape, vars)));

    WorstElement worst;
    for (Index k = 0; k < inputs.size(); ++k)
        for (Index i = 0; i < inputs[k].value.size(); ++i) {
            const double expected = finite_difference(function, inputs, inputs[k].value.data[i]);
            const auto found = static_cast<double>(vars[k].grad().data[i]);
            const double size = std::max(kFloor, std::fabs(expected) + std::fabs(found));
            worst.observe("gradient of " + inputs[k].name, i / vars[k].cols(), i % vars[k].cols(),
                          expected, found, std::fabs(found - expected) / size);
        }
    return worst;
}

} // namespace textrnn
