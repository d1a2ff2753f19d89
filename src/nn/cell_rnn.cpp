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

constexpr char kTanhFormula[] = "h = tanh(a)", kReluFormula[] = "h = relu(a)";

template <Var (*Activation)(Tape&, Var), const char* formula>
static CellState step(Tape& tape, Var x_gates, Var h_gates, const CellState&) {
    const Var a = add(tape, x_gates, h_gates).named("a = x_gates + h_gates");
    return {Activation(tape, a).named(formula), {}};
}

static Real relu_of(Real a) { return a <= 0 ? 0 : a; } // NaN stays NaN
static Real tanh_gradient(Real dh, Real h) { return dh * (1 - h * h); }
static Real relu_gradient(Real dh, Real h) { return h > 0 ? dh : 0; }

template <Real (*Activation)(Real)>
static void forward(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) s.h[i] = Activation(s.gates[i]);
}

template <Real (*Gradient)(Real dh, Real h)>
static void backward(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) {
        s.gates[i] = Gradient(s.dh[i], s.h[i]);
        s.dh[i] = 0;
    }
}

template <>
Cell rnn_tanh_cell<kLevel>() {
    return {"rnn_tanh", 1, false, false, step<tanh, kTanhFormula>, forward<fast_tanh>,
            backward<tanh_gradient>};
}

template <>
Cell rnn_relu_cell<kLevel>() {
    return {"rnn_relu", 1, false, false, step<relu, kReluFormula>, forward<relu_of>,
            backward<relu_gradient>};
}

} // namespace textrnn
