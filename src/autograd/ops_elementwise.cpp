// Elementwise ops.
#include "autograd/ops.h"
#include "core/activations.h"

namespace textrnn {

// apply(a, out) computes out_i from a_i; da_i += dout_i * derivative(a_i, out_i).
template <class Apply, class Derivative>
static Var map(Tape& tape, const char* op, Var a, Apply apply, Derivative derivative) {
    const Tensor out = tape.arena().tensor(a.rows(), a.cols());
    apply(a.value(), out);
    return tape.record(op, out, a.needs_grad(), [a, derivative](Node& node) {
        const Tensor grad = a.grad();
        for (Index i = 0; i < grad.size(); ++i)
            grad.data[i] += node.grad.data[i] * derivative(a.value().data[i], node.value.data[i]);
    });
}

template <class Value>
static auto each(Value value) {
    return [=](Tensor x, Tensor out) { std::transform(x.begin(), x.end(), out.begin(), value); };
}

Var add(Tape& tape, Var a, Var b) {
    const auto row_of_b = [b](Index i) { return b.rows() == 1 ? 0 : i; };
    const Tensor out = tape.arena().tensor(a.rows(), a.cols());
    for (Index i = 0; i < out.rows; ++i)
        for (Index j = 0; j < out.cols; ++j)
            out(i, j) = a.value()(i, j) + b.value()(row_of_b(i), j);
    return tape.record("add", out, a.needs_grad() || b.needs_grad(), [a, b, row_of_b](Node& node) {
        for (Index i = 0; i < node.grad.rows; ++i) {
            const Real* const grad = node.grad.row(i);
            if (a.needs_grad()) add_to(a.grad().row(i), grad, a.cols());
            if (b.needs_grad()) add_to(b.grad().row(row_of_b(i)), grad, b.cols());
        }
    });
}

Var multiply(Tape& tape, Var a, Var b) {
    const Tensor out = tape.arena().tensor(a.rows(), a.cols());
    for (Index i = 0; i < out.size(); ++i) out.data[i] = a.value().data[i] * b.value().data[i];
    return tape.record("multiply", out, a.needs_grad() || b.needs_grad(), [a, b](Node& node) {
        for (Index i = 0; i < node.grad.size(); ++i) {
            if (a.needs_grad()) a.grad().data[i] += node.grad.data[i] * b.value().data[i];
            if (b.needs_grad()) b.grad().data[i] += node.grad.data[i] * a.value().data[i];
        }
    });
}

Var one_minus(Tape& tape, Var a) {
    return map(tape, "one_minus", a, each([](Real x) { return 1 - x; }),
               [](Real, Real) { return Real{-1}; });
}

Var sigmoid(Tape& tape, Var a) {
    return map(tape, "sigmoid", a, apply_sigmoid, [](Real, Real y) { return y * (1 - y); });
}

Var tanh(Tape& tape, Var a) {
    return map(tape, "tanh", a, apply_tanh, [](Real, Real y) { return 1 - y * y; });
}

Var relu(Tape& tape, Var a) {
    return map(tape, "relu", a, each([](Real x) { return x <= 0 ? 0 : x; }), // NaN stays NaN
               [](Real x, Real) -> Real { return x > 0 ? 1 : 0; });
}

Var dropout(Tape& tape, Var a, double p, const Random& random) {
    const Tensor mask = tape.arena().tensor(a.rows(), a.cols()); // 0 or 1 / (1 - p)
    const auto threshold = static_cast<std::uint32_t>(p * 0x1p32);
    const auto scale = static_cast<Real>(1 / (1 - p));
    for (Index i = 0; i < mask.size(); ++i)
        mask.data[i] = static_cast<std::uint32_t>(random.bits(i) >> 32) < threshold ? 0 : scale;
    return multiply(tape, a, tape.constant(mask));
}

} // namespace textrnn
