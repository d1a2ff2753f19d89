// The Elman cell (Elman 1990): h = f(a), a = W_ih x + b_ih + W_hh h_prev + b_hh, f tanh or relu.
//
// Derivative, with d* = d loss / d* and the chain rule:
//     from h = f(a):   da = dh f'(a); tanh' = 1 - tanh^2 = 1 - h^2; relu' = 1 if h > 0, else 0
//     from a:          db_ih = db_hh = da     dW_ih = da x^T     dW_hh = da h_prev^T
//                      dx = W_ih^T da         dh_prev = W_hh^T da
// h_prev enters through a only: dh_prev has no part but W_hh^T da, which rnn_fused.cpp adds.
#include "core/math.h"
#include "nn/cell.h"

namespace textrnn {

namespace {

constexpr char kTanhFormula[] = "h = tanh(a)", kReluFormula[] = "h = relu(a)";

template <Var (*Activation)(Tape&, Var), const char* formula>
CellState step(Tape& tape, Var x_gates, const CellState& previous, const CellWeights& w) {
    const Var h_gates =
        linear(tape, previous.h, w.weight_hh, w.bias_hh).named("h_gates = W_hh h_prev + b_hh");
    const Var a = add(tape, x_gates, h_gates).named("a = x_gates + h_gates");
    return {Activation(tape, a).named(formula), {}};
}

void forward_tanh(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) s.h[i] = fast_tanh(s.gates[i]);
}

void backward_tanh(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) {
        s.gates[i] = s.dh[i] * (1 - s.h[i] * s.h[i]);
        s.dh[i] = 0;
    }
}

void forward_relu(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i)
        s.h[i] = s.gates[i] <= 0 ? 0 : s.gates[i]; // NaN stays NaN
}

void backward_relu(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) {
        s.gates[i] = s.h[i] > 0 ? s.dh[i] : 0;
        s.dh[i] = 0;
    }
}

} // namespace

template <>
Cell rnn_tanh_cell<kLevel>() {
    return {"rnn_tanh", 1, false, false, step<tanh, kTanhFormula>, forward_tanh, backward_tanh};
}

template <>
Cell rnn_relu_cell<kLevel>() {
    return {"rnn_relu", 1, false, false, step<relu, kReluFormula>, forward_relu, backward_relu};
}

} // namespace textrnn
