// The fused RNN: one op with hand-written backpropagation through time (Werbos 1990). It is fast
// because products with weight_ih and weight gradients cover many time steps at once, weights are
// packed once, gates are one vectorised pass, and only running sequences are computed.
//
// Backpropagation through time is the chain rule along the steps. With dh_t = d loss / d h_t and
// dgates_t = d loss / d (W_hh h_(t-1)), which the cell's `backward` computes from dh_t and dc_t:
//     dh_t = dout_t + W_hh^T dgates_(t+1) + direct part   dout_t: from the layer above
//                                                         direct part: GRU z_(t+1) dh_(t+1)
//     dc_t = dh_t o_t (1 - tanh(c_t)^2) + f_(t+1) dc_(t+1)      (LSTM)
// In the Elman cell (rnn_tanh), dh_t = dout_t + W_hh^T diag(1 - h_(t+1)^2) dh_(t+1): the product of
// many such factors vanishes if they shrink vectors (1 - h^2 <= 1, and an initial W_hh shrinks
// vectors to about 0.58 of their length), and explodes if they stretch them (Bengio et al. 1994).
// The gates of LSTM and GRU add a path with a factor, f or z, that the network can hold near 1.
// Clipping the gradient norm (train/step.cpp) bounds an exploding gradient (Pascanu et al. 2013).
#include "nn/rnn.h"

namespace textrnn {

namespace {

struct RowRange { // rows [first, first + count)
    Index first, count;
};

// Inputs and memory of one pass; matrices of N rows are packed by time step. Only the derivative
// needs all rows: a prediction keeps h, and reuses the other memory for every step.
struct Fused {
    const Cell* cell;
    const Packed* packed;
    bool reverse;
    RnnInput input;
    CellWeights w;
    Tensor h;            // [N, H]
    Tensor h_prev;       // [N, H] each row's previous state; prediction: [B, H]
    Tensor c, c_prev;    // the same for the cell state, if has_cell_state
    Tensor gates;        // [N, G H]; prediction: the rows of the steps that are projected together
    Tensor hidden_gates; // [N, G H] if separate_hidden_gates; prediction: [B, G H]
    Index gates_first = 0; // number of the first row in `gates`

    Index hidden() const { return w.weight_hh.cols(); }
    // Time step number i in the order of computation.
    Index step(Index i) const { return reverse ? packed->steps() - 1 - i : i; }
    // The rows of step t in a matrix of N rows, or in memory for one step.
    Tensor rows(Tensor all, Index t) const {
        const bool is_whole = all.rows == packed->tokens();
        return all.data ? all.slice(is_whole ? packed->offsets[t] : 0, packed->batch_size(t))
                        : Tensor{};
    }
    Tensor gate_rows(Index t) const {
        return gates.slice(packed->offsets[t] - gates_first, packed->batch_size(t));
    }
    // The gates that contain h_prev weight_hh^T; backward, their gradient.
    Tensor recurrent_gates() const { return hidden_gates.data ? hidden_gates : gates; }
    RowRange range(Index begin, Index end) const { // rows of steps i in [begin, end)
        const auto [low, high] = std::minmax({step(begin), step(end - 1)});
        return {packed->offsets[low], packed->offsets[high + 1] - packed->offsets[low]};
    }
    CellStep cell_step(Index t, Real* dh, Real* dc) const {
        return {packed->batch_size(t), hidden(), gate_rows(t).data, rows(hidden_gates, t).data,
                rows(h_prev, t).data, rows(c_prev, t).data, rows(h, t).data, rows(c, t).data,
                dh, dc};
    }
};

constexpr Index kRowsAhead = 96; // rows of gates to project together, about

Fused allocate(Arena& arena, const Cell& cell, const RnnInput& input, const Packed& packed,
               const CellWeights& w, bool reverse, bool needs_grad) {
    const Index tokens = packed.tokens(), hidden = w.weight_hh.cols();
    const Index kept = needs_grad ? tokens : packed.batch();
    const Index projected = needs_grad ? tokens : std::min(tokens, kRowsAhead + packed.batch());
    const auto states = [&](bool wanted) { return wanted ? arena.tensor(kept, hidden) : Tensor{}; };
    const auto gates = [&](Index rows) { return arena.tensor(rows, cell.gates * hidden); };
    return {&cell, &packed, reverse, input, w, arena.tensor(tokens, hidden),
            states(true), states(cell.has_cell_state), states(cell.has_cell_state),
            gates(projected), cell.separate_hidden_gates ? gates(kept) : Tensor{}};
}

// Bias of the gates [1, G H]: b_hh, unless hidden gates are separate, plus b_ih, unless the input
// is a projection, which includes it.
Tensor gate_bias(Arena& arena, const Fused& f) {
    const Tensor bias = arena.zeros(1, f.gates.cols);
    if (f.w.bias_ih) add_to(bias.data, f.w.bias_ih.value().data, bias.cols);
    if (!f.hidden_gates.data) add_to(bias.data, f.w.bias_hh.value().data, bias.cols);
    return bias;
}

// gates = x weight_ih^T + bias, or projection[inverse] + bias, for the rows of the range.
void project_inputs(Arena& arena, const Fused& f, const PackedMatrix& weight_ih, Tensor bias,
                    const RowRange& range) {
    const auto [first, count] = range;
    const Tensor gates = f.gates.slice(first - f.gates_first, count);
    if (f.input.x) {
        gemm(arena, Trans::kNo, f.input.x.value().slice(first, count), weight_ih, gates, bias);
        return;
    }
    for (Index n = 0; n < count; ++n) {
        const Real* const source = f.input.projection.value().row(f.input.inverse[first + n]);
        Real* const target = gates.row(n);
        for (Index j = 0; j < gates.cols; ++j) target[j] = source[j] + bias.data[j];
    }
}

// previous = the states of step i - 1, then zeros for the sequences that start at step i.
void copy_previous(const Fused& f, Tensor states, Tensor previous, Index i) {
    const Tensor target = f.rows(previous, f.step(i));
    const Tensor source = i > 0 ? f.rows(states, f.step(i - 1)) : Tensor{};
    const Index known = std::min(source.size(), target.size());
    std::copy_n(source.data, known, target.data);
    std::fill(target.data + known, target.end(), Real{0});
}

// Computes step i; its rows of f.gates already contain the projected inputs.
void step_forward(Arena& arena, const Fused& f, const PackedMatrix& weight_hh, Index i) {
    copy_previous(f, f.h, f.h_prev, i);
    if (f.c.data) copy_previous(f, f.c, f.c_prev, i);
    const Index t = f.step(i);
    const bool is_separate = f.hidden_gates.data;
    const Tensor gates = is_separate ? f.rows(f.hidden_gates, t) : f.gate_rows(t);
    gemm(arena, Trans::kNo, f.rows(f.h_prev, t), weight_hh, gates,
         is_separate ? f.w.bias_hh.value() : gates);
    f.cell->forward(f.cell_step(t, nullptr, nullptr));
}

// Projects the inputs of a few steps at a time: the steps then find their gates in the cache.
void run_forward(Tape& tape, Fused f) {
    Arena& arena = tape.arena();
    const Arena::Scratch scratch(arena);
    const PackedMatrix weight_ih =
        f.input.x ? packed_transpose(tape, f.w.weight_ih) : PackedMatrix{};
    const PackedMatrix weight_hh = packed_transpose(tape, f.w.weight_hh);
    const Tensor bias = gate_bias(arena, f);
    for (Index i = 0, projected = 0; i < f.packed->steps(); ++i) {
        if (i == projected) {
            do ++projected;
            while (projected < f.packed->steps() && f.range(i, projected).count < kRowsAhead);
            const RowRange range = f.range(i, projected);
            if (f.gates.rows < f.packed->tokens()) f.gates_first = range.first;
            project_inputs(arena, f, weight_ih, bias, range);
        }
        step_forward(arena, f, weight_hh, i);
    }
}

// Computes the backward pass of step t. First adds to dh the step's rows of `grad` [N, H], the
// gradient of the op's output. Replaces the step's gates (and hidden_gates) by their gradients.
// dh, dc [B, H]: before the call, the later steps' part of the gradients of h and c; after it, this
// step's part of the gradients of h_prev and c_prev.
void step_back(Arena& arena, const Fused& f, const PackedMatrix& weight_hh, Index t, Tensor grad,
               Tensor dh, Tensor dc) {
    const Tensor d_out = f.rows(grad, t);
    add_to(dh.data, d_out.data, d_out.size());
    f.cell->backward(f.cell_step(t, dh.data, dc.data));
    const Tensor dh_prev = dh.slice(0, d_out.rows);
    gemm(arena, Trans::kNo, f.rows(f.recurrent_gates(), t), weight_hh, dh_prev, dh_prev);
}

// Accumulates these rows' contribution to every gradient except the biases'.
void add_gradients(Arena& arena, const Fused& f, const PackedMatrix& weight_ih,
                   const RowRange& range) {
    const auto [first, count] = range;
    const Tensor d_gates = f.gates.slice(first, count);
    const Var x = f.input.x;
    if (f.w.weight_hh.needs_grad())
        gemm(arena, Trans::kYes, f.recurrent_gates().slice(first, count), Trans::kNo,
             f.h_prev.slice(first, count), f.w.weight_hh.grad(), f.w.weight_hh.grad());
    if (f.w.weight_ih.needs_grad())
        gemm(arena, Trans::kYes, d_gates, Trans::kNo, x.value().slice(first, count),
             f.w.weight_ih.grad(), f.w.weight_ih.grad());
    if (x.needs_grad())
        gemm(arena, Trans::kNo, d_gates, weight_ih, x.grad().slice(first, count),
             x.grad().slice(first, count));
    if (f.input.projection.needs_grad())
        for (Index n = 0; n < count; ++n)
            add_to(f.input.projection.grad().row(f.input.inverse[first + n]), d_gates.row(n),
                   d_gates.cols);
}

// Runs the steps in reverse order. Weight gradients cover the rows of several steps at once, few
// enough to stay in the cache.
void run_backward(Arena& arena, const Fused& f, Tensor grad) {
    constexpr Index kRowsTogether = 256;
    const Arena::Scratch scratch(arena);
    const PackedMatrix weight_hh = pack(arena, Trans::kNo, f.w.weight_hh.value());
    const PackedMatrix weight_ih = f.input.x.needs_grad()
                                       ? pack(arena, Trans::kNo, f.w.weight_ih.value())
                                       : PackedMatrix{};
    const Tensor dh = arena.zeros(f.packed->batch(), f.hidden());
    const Tensor dc = arena.zeros(f.packed->batch(), f.hidden());
    const Tensor d_bias_ih = arena.zeros(1, f.gates.cols);
    const Tensor d_bias_hh = arena.zeros(1, f.gates.cols);
    for (Index i = f.packed->steps(), end = i; i-- > 0;) {
        step_back(arena, f, weight_hh, f.step(i), grad, dh, dc);
        if (i > 0 && f.range(i - 1, end).count <= kRowsTogether) continue;
        const RowRange rows = f.range(i, end);
        add_gradients(arena, f, weight_ih, rows);
        add_column_sums(f.recurrent_gates().slice(rows.first, rows.count), d_bias_hh);
        if (f.input.x && f.hidden_gates.data)
            add_column_sums(f.gates.slice(rows.first, rows.count), d_bias_ih);
        end = i;
    }
    if (f.w.bias_hh.needs_grad()) add_to(f.w.bias_hh.grad().data, d_bias_hh.data, d_bias_hh.cols);
    if (f.w.bias_ih.needs_grad())
        add_to(f.w.bias_ih.grad().data, (f.hidden_gates.data ? d_bias_ih : d_bias_hh).data,
               d_bias_hh.cols);
}

} // namespace

Var rnn_fused(Tape& tape, const Cell& cell, const RnnInput& input, const Packed& packed,
              const CellWeights& weights, bool reverse) {
    Arena& arena = tape.arena();
    const Var inputs[] = {input.x,           input.projection, weights.weight_ih,
                          weights.weight_hh, weights.bias_ih,  weights.bias_hh};
    const bool needs_grad = std::ranges::any_of(inputs, &Var::needs_grad);
    const Fused f = allocate(arena, cell, input, packed, weights, reverse, needs_grad);
    run_forward(tape, f);
    return tape.record(cell.name, f.h, needs_grad,
                       [&arena, f](Node& node) { run_backward(arena, f, node.grad); });
}

} // namespace textrnn
