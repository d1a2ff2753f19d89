// The gated recurrent unit (Cho et al. 2014), in the form of PyTorch and cuDNN, gates r z n:
//     r = sigmoid(x_r + h_r)      z = sigmoid(x_z + h_z)      n = tanh(x_n + r h_n)
//     h = (1 - z) n + z h_prev    with x_* = W_ih x + b_ih and h_* = W_hh h_prev + b_hh
// x_* and h_* are the gates' blocks of these sums, not states; r multiplies h_n alone.
//
// Derivative, with d* = d loss / d*, sigmoid' = s (1 - s) for s = sigmoid(a), and tanh' = 1 - t^2
// for t = tanh(a):
//     from h = (1 - z) n + z h_prev:
//         dn = dh (1 - z)      dz = dh (h_prev - n)      dh_prev = dh z, directly
//     from n = tanh(x_n + r h_n), with a_n the argument:
//         da_n = dn (1 - n^2)       dx_n = da_n      dh_n = da_n r      dr = da_n h_n
//     from z = sigmoid(x_z + h_z) and r = sigmoid(x_r + h_r):
//         dx_z = dh_z = dz z (1 - z)       dx_r = dh_r = dr r (1 - r)
// The rest of dh_prev is W_hh^T (dh_r, dh_z, dh_n), added by rnn_fused.cpp. While z is near 1, the
// direct part passes the gradient on unchanged.
#include "core/math.h"
#include "nn/cell.h"

namespace textrnn {

static CellState step(Tape& tape, Var x_gates, Var h_gates, const CellState& previous) {
    const Index hidden = previous.h.cols();
    const auto gate = [&](Var gates, Index g, const char* name) {
        return slice_cols(tape, gates, g * hidden, hidden).named(name);
    };
    const auto sum = [&](Var a, Var b, const char* name) { return add(tape, a, b).named(name); };
    const Var x_r = gate(x_gates, 0, "x_r"), h_r = gate(h_gates, 0, "h_r");
    const Var a_r = sum(x_r, h_r, "a_r = x_r + h_r");
    const Var r = sigmoid(tape, a_r).named("r = sigmoid(a_r)");
    const Var x_z = gate(x_gates, 1, "x_z"), h_z = gate(h_gates, 1, "h_z");
    const Var a_z = sum(x_z, h_z, "a_z = x_z + h_z");
    const Var z = sigmoid(tape, a_z).named("z = sigmoid(a_z)");
    const Var reset = multiply(tape, r, gate(h_gates, 2, "h_n")).named("r * h_n");
    const Var n = tanh(tape, sum(gate(x_gates, 2, "x_n"), reset, "a_n = x_n + r * h_n"))
                      .named("n = tanh(a_n)");
    const Var candidate = multiply(tape, one_minus(tape, z).named("1 - z"), n).named("(1 - z) * n");
    const Var kept = multiply(tape, z, previous.h).named("z * h_prev");
    return {sum(candidate, kept, "h = (1 - z) * n + z * h_prev"), {}};
}

// Pre-activations x_* and h_* -> activations in r, z, n, and h.
static void forward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real *const r = s.gates + 3 * b * hidden, *const z = r + hidden, *const n = z + hidden;
        const Real* const h_r = s.hidden_gates + 3 * b * hidden;
        const Real *const h_z = h_r + hidden, *const h_n = h_z + hidden;
        const Real* const h_prev = s.h_prev + b * hidden;
        Real* const h = s.h + b * hidden;
#pragma omp simd
        for (Index j = 0; j < hidden; ++j) {
            const Real reset = fast_sigmoid(r[j] + h_r[j]);
            const Real update = fast_sigmoid(z[j] + h_z[j]);
            const Real candidate = fast_tanh(n[j] + reset * h_n[j]);
            h[j] = (1 - update) * candidate + update * h_prev[j];
            r[j] = reset;
            z[j] = update;
            n[j] = candidate;
        }
    }
}

// r, z, n: activations -> dx_*;  h_*: pre-activations -> dh_*;  dh: dh -> dh_prev, direct part.
static void backward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real *const r = s.gates + 3 * b * hidden, *const z = r + hidden, *const n = z + hidden;
        Real* const h_r = s.hidden_gates + 3 * b * hidden;
        Real *const h_z = h_r + hidden, *const h_n = h_z + hidden;
        const Real* const h_prev = s.h_prev + b * hidden;
        Real* const dh = s.dh + b * hidden;
#pragma omp simd
        for (Index j = 0; j < hidden; ++j) {
            const Real dx_n = dh[j] * (1 - z[j]) * (1 - n[j] * n[j]);
            const Real dx_z = dh[j] * (h_prev[j] - n[j]) * z[j] * (1 - z[j]);
            const Real dx_r = dx_n * h_n[j] * r[j] * (1 - r[j]);
            dh[j] *= z[j];
            h_n[j] = dx_n * r[j];
            h_r[j] = r[j] = dx_r;
            h_z[j] = z[j] = dx_z;
            n[j] = dx_n;
        }
    }
}

template <>
Cell gru_cell<kLevel>() {
    return {"gru", 3, false, true, step, forward, backward};
}

} // namespace textrnn
