// Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al.
// 2000), gates i f g o:
//     c = f c_prev + i g      h = o tanh(c)
//     i, f, o = sigmoid(a_*)  g = tanh(a_g)   with a_* = W_ih x + b_ih + W_hh h_prev + b_hh
//
// Derivative, with d* = d loss / d*:
//     from h = o tanh(c):
//         do = dh tanh(c)      dc = f_next dc_next + dh o (1 - tanh(c)^2)
//     from c = f c_prev + i g:
//         df = dc c_prev       di = dc g       dg = dc i
//     from the gates, as sigmoid' = s (1 - s) for s = sigmoid(a), tanh' = 1 - t^2 for t = tanh(a):
//         da_i = di i (1 - i)      da_f = df f (1 - f)      da_o = do o (1 - o)
//         da_g = dg (1 - g^2)
// h_prev enters through the gates only: dh_prev = W_hh^T (da_i, da_f, da_g, da_o), which
// rnn_fused.cpp adds; the direct part is 0. The gradients of weights and x follow from da as in
// cell_rnn.cpp. Along c, a step multiplies the gradient by f alone. Before training, f is about
// 0.5 if H is large: only a learned f near 1 keeps the gradient of an early word (rnn_fused.cpp).
#include "core/math.h"
#include "nn/cell.h"

namespace textrnn {

static CellState step(Tape& tape, Var x_gates, Var h_gates, const CellState& previous) {
    const Index hidden = previous.h.cols();
    const Var gates = add(tape, x_gates, h_gates).named("a = x_gates + h_gates");
    const auto gate = [&](Index g, const char* name) {
        return slice_cols(tape, gates, g * hidden, hidden).named(name);
    };
    const Var i = sigmoid(tape, gate(0, "a_i")).named("i = sigmoid(a_i)");
    const Var f = sigmoid(tape, gate(1, "a_f")).named("f = sigmoid(a_f)");
    const Var g = tanh(tape, gate(2, "a_g")).named("g = tanh(a_g)");
    const Var o = sigmoid(tape, gate(3, "a_o")).named("o = sigmoid(a_o)");
    const Var kept = multiply(tape, f, previous.c).named("f * c_prev");
    const Var added = multiply(tape, i, g).named("i * g");
    const Var c = add(tape, kept, added).named("c = f * c_prev + i * g");
    return {multiply(tape, o, tanh(tape, c).named("tanh(c)")).named("h = o * tanh(c)"), c};
}

// Pre-activations a_* -> activations in i, f, g, o; c and h.
static void forward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real *const i = s.gates + 4 * b * hidden, *const f = i + hidden;
        Real *const g = f + hidden, *const o = g + hidden;
        const Real* const c_prev = s.c_prev + b * hidden;
        Real *const c = s.c + b * hidden, *const h = s.h + b * hidden;
#pragma omp simd
        for (Index j = 0; j < hidden; ++j) {
            i[j] = fast_sigmoid(i[j]);
            f[j] = fast_sigmoid(f[j]);
            g[j] = fast_tanh(g[j]);
            o[j] = fast_sigmoid(o[j]);
            c[j] = f[j] * c_prev[j] + i[j] * g[j];
            h[j] = o[j] * fast_tanh(c[j]);
        }
    }
}

// i, f, g, o: activations -> da_*;  dc: from the next step -> dc_prev;  dh: dh -> 0.
static void backward(const CellStep& s) {
    const Index hidden = s.hidden;
    for (Index b = 0; b < s.rows; ++b) {
        Real *const i = s.gates + 4 * b * hidden, *const f = i + hidden;
        Real *const g = f + hidden, *const o = g + hidden;
        const Real *const c_prev = s.c_prev + b * hidden, *const c = s.c + b * hidden;
        Real *const dh = s.dh + b * hidden, *const dc = s.dc + b * hidden;
#pragma omp simd
        for (Index j = 0; j < hidden; ++j) {
            const Real tanh_c = fast_tanh(c[j]); // recomputed: cheaper than storing it
            const Real dc_total = dc[j] + dh[j] * o[j] * (1 - tanh_c * tanh_c);
            const Real da_i = dc_total * g[j] * i[j] * (1 - i[j]);
            const Real da_f = dc_total * c_prev[j] * f[j] * (1 - f[j]);
            const Real da_g = dc_total * i[j] * (1 - g[j] * g[j]);
            const Real da_o = dh[j] * tanh_c * o[j] * (1 - o[j]);
            dc[j] = dc_total * f[j];
            dh[j] = 0;
            i[j] = da_i;
            f[j] = da_f;
            g[j] = da_g;
            o[j] = da_o;
        }
    }
}

template <>
Cell lstm_cell<kLevel>() {
    return {"lstm", 4, true, false, step, forward, backward};
}

} // namespace textrnn
