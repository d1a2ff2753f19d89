// The RNN as one op, with backpropagation through time by hand (Werbos 1990). What makes it fast:
// the products with weight_ih, and all weight gradients, take many time steps at once; weights are
// packed once; gates are one vectorised pass; only living rows are computed.
#include "core/gemm.h"
#include "nn/rnn.h"

namespace textrnn {

namespace {

struct RowRange {
    Index first, count;
};

// The memory of one fused pass; N rows lie packed by time step.
struct Fused {
    const Cell* cell;
    const Packed* packed;
    bool reverse;
    RnnInput input;
    CellWeights w;
    Tensor h;            // [N, H]
    Tensor h_prev;       // [N, H] the state that each row started from
    Tensor c, c_prev;    // [N, H] if the cell has them
    Tensor gates;        // [N, G H]
    Tensor hidden_gates; // [N, G H] if the cell keeps them apart

    Index hidden() const { return w.weight_hh.cols(); }
    // The i-th time step in the order of computation.
    Index step(Index i) const { return reverse ? packed->steps() - 1 - i : i; }
    Tensor rows(Tensor all, Index t) const {
        return all.data ? all.slice(packed->offsets[t], packed->batch_size(t)) : Tensor{};
    }
    // What h_prev weight_hh^T is added to, and backward its gradient.
    Tensor recurrent_gates() const { return hidden_gates.data ? hidden_gates : gates; }
    RowRange range(Index begin, Index end) const { // of steps in the order of computation
        const auto [low, high] = std::minmax({step(begin), step(end - 1)});
        return {packed->offsets[low], packed->offsets[high + 1] - packed->offsets[low]};
    }
    CellStep cell_step(Index t, Real* dh, Real* dc) const {
        return {packed->batch_size(t),       hidden(),
                rows(gates, t).data,    rows(hidden_gates, t).data,
                rows(h_prev, t).data,   rows(c_prev, t).data,
                rows(h, t).data,        rows(c, t).data,
                dh,                     dc};
    }
};

Fused allocate(Arena& arena, const Cell& cell, const RnnInput& input, const Packed& packed,
               const CellWeights& w, bool reverse) {
    const Index tokens = packed.tokens(), hidden = w.weight_hh.cols();
    const auto states = [&](bool wanted) {
        return wanted ? arena.tensor(tokens, hidden) : Tensor{};
    };
    const auto all_gates = [&](bool wanted) {
        return wanted ? arena.tensor(tokens, cell.gates * hidden) : Tensor{};
    };
    return {&cell, &packed, reverse, input, w,
            states(true), states(true), states(cell.has_cell_state), states(cell.has_cell_state),
            all_gates(true), all_gates(cell.separate_hidden_gates)};
}

void add_row_to(const Real* source, Real* target, Index count) {
    for (Index j = 0; j < count; ++j) target[j] += source[j];
}

// What is added to all gates: the inputs' bias, which words have brought with them, and that of the
// hidden part unless it is kept apart.
Tensor gate_bias(Arena& arena, const Fused& f) {
    const Tensor bias = arena.zeros(1, f.gates.cols);
    if (f.input.x) add_row_to(f.w.bias_ih.value().data, bias.data, bias.cols);
    if (!f.hidden_gates.data) add_row_to(f.w.bias_hh.value().data, bias.data, bias.cols);
    return bias;
}

// gates = x weight_ih^T + bias, or what the words have of it, for these rows.
void project_inputs(Arena& arena, const Fused& f, const PackedMatrix& weight_ih, Tensor bias,
                    const RowRange& range) {
    const auto [first, count] = range;
    const Tensor gates = f.gates.slice(first, count);
    if (f.input.x) {
        gemm(arena, f.input.x.value().slice(first, count), weight_ih, bias, gates);
        return;
    }
    for (Index n = 0; n < count; ++n) {
        const Real* const word = f.input.input_projection.value().row(f.input.rows[first + n]);
        Real* const target = gates.row(n);
        for (Index j = 0; j < gates.cols; ++j) target[j] = word[j] + bias.data[j];
    }
}

// Rows of the step before, and zeros for sequences that begin at this one.
void copy_previous(const Fused& f, Tensor states, Tensor previous, Index i) {
    const Tensor target = f.rows(previous, f.step(i));
    Index known = 0;
    if (i > 0) {
        const Tensor source = f.rows(states, f.step(i - 1));
        known = std::min(source.rows, target.rows);
        std::copy_n(source.data, known * source.cols, target.data);
    }
    std::fill(target.data + known * target.cols, target.end(), Real{0});
}

// The i-th step, whose gates hold the projected inputs.
void step_forward(Arena& arena, const Fused& f, const PackedMatrix& weight_hh, Index i) {
    copy_previous(f, f.h, f.h_prev, i);
    if (f.c.data) copy_previous(f, f.c, f.c_prev, i);
    const Index t = f.step(i);
    const Tensor h_prev = f.rows(f.h_prev, t);
    if (f.hidden_gates.data)
        gemm(arena, h_prev, weight_hh, f.w.bias_hh.value(), f.rows(f.hidden_gates, t));
    else
        gemm(arena, Trans::kNo, h_prev, weight_hh, f.rows(f.gates, t), Accumulate::kYes);
    f.cell->forward(f.cell_step(t, nullptr, nullptr));
}

// Inputs are projected some steps ahead: gates are still in the cache when their step comes.
void run_forward(Arena& arena, const Fused& f) {
    constexpr Index kRowsAhead = 96;
    const Arena::Scratch scratch(arena);
    const PackedMatrix weight_ih =
        f.input.x ? pack(arena, Trans::kYes, f.w.weight_ih.value()) : PackedMatrix{};
    const PackedMatrix weight_hh = pack(arena, Trans::kYes, f.w.weight_hh.value());
    const Tensor bias = gate_bias(arena, f);
    for (Index i = 0, projected = 0; i < f.packed->steps(); ++i) {
        if (i == projected) {
            do ++projected;
            while (projected < f.packed->steps() && f.range(i, projected).count < kRowsAhead);
            project_inputs(arena, f, weight_ih, bias, f.range(i, projected));
        }
        step_forward(arena, f, weight_hh, i);
    }
}

// One step back: turns the gates (and hidden_gates) of step t into their gradients. dh and dc are
// what later steps send to each sequence's h and c, and then what this one does.
void step_back(Arena& arena, const Fused& f, const PackedMatrix& weight_hh, Index t, Tensor grad,
               Tensor dh, Tensor dc) {
    const Tensor from_above = f.rows(grad, t);
    for (Index j = 0; j < from_above.size(); ++j) dh.data[j] += from_above.data[j];
    f.cell->backward(f.cell_step(t, dh.data, dc.data));
    gemm(arena, Trans::kNo, f.rows(f.recurrent_gates(), t), weight_hh,
         dh.slice(0, from_above.rows), Accumulate::kYes);
}

// The gradients that these rows have part in, but for the biases'.
void add_gradients(Arena& arena, const Fused& f, const PackedMatrix& weight_ih,
                   const RowRange& range) {
    const auto [first, count] = range;
    const Tensor d_gates = f.gates.slice(first, count);
    const Var x = f.input.x;
    if (f.w.weight_hh.needs_grad())
        gemm(arena, Trans::kYes, f.recurrent_gates().slice(first, count), Trans::kNo,
             f.h_prev.slice(first, count), f.w.weight_hh.grad(), Accumulate::kYes);
    if (x && f.w.weight_ih.needs_grad())
        gemm(arena, Trans::kYes, d_gates, Trans::kNo, x.value().slice(first, count),
             f.w.weight_ih.grad(), Accumulate::kYes);
    if (x && x.needs_grad())
        gemm(arena, Trans::kNo, d_gates, weight_ih, x.grad().slice(first, count), Accumulate::kYes);
    if (!x && f.input.input_projection.needs_grad())
        for (Index n = 0; n < count; ++n)
            add_row_to(d_gates.row(n), f.input.input_projection.grad().row(f.input.rows[first + n]),
                       d_gates.cols);
}

// Last computed step first; gradients of weights take the rows of some steps together, as long as
// they are in the cache.
void run_backward(Arena& arena, const Fused& f, Tensor grad) {
    constexpr Index kRowsTogether = 256;
    const Arena::Scratch scratch(arena);
    const PackedMatrix weight_hh = pack(arena, Trans::kNo, f.w.weight_hh.value());
    const PackedMatrix weight_ih = f.input.x && f.input.x.needs_grad()
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
    if (!f.w.bias_hh.needs_grad()) return;
    add_row_to(d_bias_hh.data, f.w.bias_hh.grad().data, d_bias_hh.cols);
    if (f.input.x)
        add_row_to(f.hidden_gates.data ? d_bias_ih.data : d_bias_hh.data,
                   f.w.bias_ih.grad().data, d_bias_hh.cols);
}

} // namespace

Var rnn_fused(Tape& tape, const Cell& cell, const RnnInput& input, const Packed& packed,
              const CellWeights& weights, bool reverse) {
    Arena& arena = tape.arena();
    const Fused f = allocate(arena, cell, input, packed, weights, reverse);
    run_forward(arena, f);
    const bool needs_grad = (input.x && input.x.needs_grad()) || weights.weight_hh.needs_grad();
    return tape.record(cell.name, f.h, needs_grad,
                       [&arena, f](Node& node) { run_backward(arena, f, node.grad); });
}

} // namespace textrnn
