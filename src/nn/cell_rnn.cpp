// The Elman cell (Elman 1990): h = f(W_ih x + b_ih + W_hh h_prev + b_hh) with f tanh or relu.
#include "core/math.h"
#include "nn/cell.h"

namespace textrnn {

namespace {

template <Var (*Activation)(Tape&, Var)>
CellState step(Tape& tape, Var x_gates, const CellState& previous, const CellWeights& w) {
    const Var h_gates = linear(tape, previous.h, w.weight_hh, w.bias_hh);
    return {Activation(tape, add(tape, x_gates, h_gates)), {}};
}

void forward_tanh(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) s.h[i] = fast_tanh(s.gates[i]);
}

void backward_tanh(const CellStep& s) { // tanh' = 1 - tanh^2 = 1 - h^2
    for (Index i = 0; i < s.rows * s.hidden; ++i) {
        s.gates[i] = s.dh[i] * (1 - s.h[i] * s.h[i]);
        s.dh[i] = 0;
    }
}

void forward_relu(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) s.h[i] = s.gates[i] > 0 ? s.gates[i] : 0;
}

void backward_relu(const CellStep& s) {
    for (Index i = 0; i < s.rows * s.hidden; ++i) {
        s.gates[i] = s.h[i] > 0 ? s.dh[i] : 0;
        s.dh[i] = 0;
    }
}

} // namespace

const Cell kRnnTanh{"rnn_tanh", 1, false, false, step<tanh>, forward_tanh, backward_tanh};
const Cell kRnnRelu{"rnn_relu", 1, false, false, step<relu>, forward_relu, backward_relu};

} // namespace textrnn
