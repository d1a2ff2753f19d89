// The RNN as the textbook writes it: one step after the other, each made of ops.
#include "nn/rnn.h"

#include <algorithm>

namespace textrnn {

namespace {

// The first `rows` rows of a state, with zeros below for sequences that have only now begun.
Var fit(Tape& tape, Var state, Index rows) {
    if (rows <= state.rows()) return slice_rows(tape, state, 0, rows);
    const Var fresh = tape.constant(tape.arena().zeros(rows - state.rows(), state.cols()));
    const Var parts[] = {state, fresh};
    return concat_rows(tape, parts);
}

} // namespace

Var rnn_reference(Tape& tape, const Cell& cell, const RnnInput& input, const Packed& packed,
                  const CellWeights& weights, bool reverse) {
    const Index hidden = weights.weight_hh.cols(), steps = packed.steps();
    const Var x_gates =
        input.x ? linear(tape, input.x, weights.weight_ih, weights.bias_ih)
                : pick_rows(tape, input.input_projection, input.rows);
    const Index first = packed.batch_size(reverse ? steps - 1 : 0);
    const Var zero = tape.constant(tape.arena().zeros(first, hidden));
    CellState state{zero, cell.has_cell_state ? zero : Var{}};
    std::vector<Var> states(steps);
    for (Index i = 0; i < steps; ++i) {
        const Index t = reverse ? steps - 1 - i : i;
        const Index alive = packed.batch_size(t);
        state.h = fit(tape, state.h, alive);
        if (state.c) state.c = fit(tape, state.c, alive);
        const Var gates = slice_rows(tape, x_gates, packed.offsets[t], alive);
        state = cell.step(tape, gates, state, weights);
        states[t] = state.h;
    }
    return concat_rows(tape, states);
}

} // namespace textrnn
