// The gated recurrent unit (Cho et al. 2014), in the form of PyTorch and cuDNN, gates r z n:
//     r = sigmoid(x_r + h_r)      z = sigmoid(x_z + h_z)      n = tanh(x_n + r h_n)
//     h = (1 - z) n + z h_prev    where x_* = W_ih x + b_ih and h_* = W_hh h_prev + b_hh
#include "core/math.h"
#include "nn/cell.h"

namespace textrnn {

namespace {

CellState step(Tape& tape, Var x_gates, const CellState& previous, const CellWeights& w) {
    const Index hidden = previous.h.cols();
    const Var h_gates = linear(tape, previous.h, w.weight_hh, w.bias_hh);
    const auto gate = [&](Var gates, Index g) {
        return slice_cols(tape, gates, g * hidden, hidden);
    };
    const Var r = sigmoid(tape, add(tape, gate(x_gates, 0), gate(h_gates, 0)));
    const Var z = sigmoid(tape, add(tape, gate(x_gates, 1), gate(h_gates, 1)));
    const Var n = tanh(tape, add(tape, gate(x_gates, 2), multiply(tape, r, gate(h_gates, 2))));
    const Var fresh = multiply(tape, one_minus(tape, z), n);
    return {add(tape, fresh, multiply(tape, z, previous.h)), {}};
}

void forward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real* __restrict r = s.gates + b * 3 * hidden;
        Real* __restrict z = r + hidden;
        Real* __restrict n = z + hidden;
        const Real* __restrict h_r = s.hidden_gates + b * 3 * hidden;
        const Real* __restrict h_z = h_r + hidden;
        const Real* __restrict h_n = h_z + hidden;
        const Real* __restrict h_prev = s.h_prev + b * hidden;
        Real* __restrict h = s.h + b * hidden;
        for (Index j = 0; j < hidden; ++j) {
            r[j] = fast_sigmoid(r[j] + h_r[j]);
            z[j] = fast_sigmoid(z[j] + h_z[j]);
            n[j] = fast_tanh(n[j] + r[j] * h_n[j]);
            h[j] = (1 - z[j]) * n[j] + z[j] * h_prev[j];
        }
    }
}

void backward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real* __restrict r = s.gates + b * 3 * hidden;
        Real* __restrict z = r + hidden;
        Real* __restrict n = z + hidden;
        Real* __restrict h_r = s.hidden_gates + b * 3 * hidden;
        Real* __restrict h_z = h_r + hidden;
        Real* __restrict h_n = h_z + hidden;
        const Real* __restrict h_prev = s.h_prev + b * hidden;
        Real* __restrict dh = s.dh + b * hidden;
        for (Index j = 0; j < hidden; ++j) {
            const Real dn = dh[j] * (1 - z[j]) * (1 - n[j] * n[j]);
            const Real dz = dh[j] * (h_prev[j] - n[j]) * z[j] * (1 - z[j]);
            const Real dr = dn * h_n[j] * r[j] * (1 - r[j]);
            dh[j] *= z[j];
            h_n[j] = dn * r[j];
            h_r[j] = r[j] = dr;
            h_z[j] = z[j] = dz;
            n[j] = dn;
        }
    }
}

} // namespace

const Cell kGru{"gru", 3, false, true, step, forward, backward};

} // namespace textrnn
