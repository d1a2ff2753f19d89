// Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000),
// gates i f g o:
//     c = f c_prev + i g      h = o tanh(c)
//     i, f, o = sigmoid(...)  g = tanh(...)   of W_ih x + b_ih + W_hh h_prev + b_hh
#include "core/math.h"
#include "nn/cell.h"

namespace textrnn {

namespace {

CellState step(Tape& tape, Var x_gates, const CellState& previous, const CellWeights& w) {
    const Index hidden = previous.h.cols();
    const Var h_gates = linear(tape, previous.h, w.weight_hh, w.bias_hh);
    const Var gates = add(tape, x_gates, h_gates);
    const auto gate = [&](Index g) { return slice_cols(tape, gates, g * hidden, hidden); };
    const Var i = sigmoid(tape, gate(0));
    const Var f = sigmoid(tape, gate(1));
    const Var g = tanh(tape, gate(2));
    const Var o = sigmoid(tape, gate(3));
    const Var c = add(tape, multiply(tape, f, previous.c), multiply(tape, i, g));
    return {multiply(tape, o, tanh(tape, c)), c};
}

// __restrict, which both compilers know, promises that the rows do not overlap, and the loops
// vectorise.
void forward_row(Index hidden, Real* __restrict i, Real* __restrict f, Real* __restrict g,
                 Real* __restrict o, const Real* __restrict c_prev, Real* __restrict c,
                 Real* __restrict h) {
    for (Index j = 0; j < hidden; ++j) {
        i[j] = fast_sigmoid(i[j]);
        f[j] = fast_sigmoid(f[j]);
        g[j] = fast_tanh(g[j]);
        o[j] = fast_sigmoid(o[j]);
        c[j] = f[j] * c_prev[j] + i[j] * g[j];
        h[j] = o[j] * fast_tanh(c[j]);
    }
}

void backward_row(Index hidden, Real* __restrict i, Real* __restrict f, Real* __restrict g,
                  Real* __restrict o, const Real* __restrict c_prev, const Real* __restrict c,
                  Real* __restrict dh, Real* __restrict dc) {
    for (Index j = 0; j < hidden; ++j) {
        const Real tanh_c = fast_tanh(c[j]); // cheaper to compute again than to keep
        const Real dc_total = dc[j] + dh[j] * o[j] * (1 - tanh_c * tanh_c);
        const Real di = dc_total * g[j] * i[j] * (1 - i[j]);
        const Real df = dc_total * c_prev[j] * f[j] * (1 - f[j]);
        const Real dg = dc_total * i[j] * (1 - g[j] * g[j]);
        const Real d_o = dh[j] * tanh_c * o[j] * (1 - o[j]);
        dc[j] = dc_total * f[j];
        dh[j] = 0;
        i[j] = di;
        f[j] = df;
        g[j] = dg;
        o[j] = d_o;
    }
}

void forward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real* gates = s.gates + b * 4 * hidden;
        forward_row(hidden, gates, gates + hidden, gates + 2 * hidden, gates + 3 * hidden,
                    s.c_prev + b * hidden, s.c + b * hidden, s.h + b * hidden);
    }
}

void backward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real* gates = s.gates + b * 4 * hidden;
        backward_row(hidden, gates, gates + hidden, gates + 2 * hidden, gates + 3 * hidden,
                     s.c_prev + b * hidden, s.c + b * hidden, s.dh + b * hidden,
                     s.dc + b * hidden);
    }
}

} // namespace

const Cell kLstm{"lstm", 4, true, false, step, forward, backward};

} // namespace textrnn
