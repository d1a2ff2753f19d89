// The reference RNN: one time step after the other, each built from autograd ops. Its node of h_t
// receives the whole gradient d loss / d h_t (see rnn_fused.cpp), which `textrnn follow` prints.
#include "nn/rnn.h"

namespace textrnn {

// The state's first `rows` rows; in reverse, then zeros for the sequences that start at this step.
static Var fit(Tape& tape, Var state, Index rows) {
    if (rows <= state.rows()) return slice_rows(tape, state, 0, rows);
    const Var zeros = tape.constant(tape.arena().zeros(rows - state.rows(), state.cols()));
    const Var parts[] = {state, zeros};
    return concat_rows(tape, parts);
}

Var rnn_reference(Tape& tape, const Cell& cell, const RnnInput& input, const Packed& packed,
                  const CellWeights& weights, bool reverse) {
    const Var x_gates = (input.x ? linear(tape, input.x, weights.weight_ih, weights.bias_ih)
                                 : pick_rows(tape, input.projection, input.inverse))
                            .named("x_gates = W_ih x + b_ih");
    const Index hidden = weights.weight_hh.cols(), steps = packed.steps();
    const Index first = packed.batch_size(reverse ? steps - 1 : 0);
    const Var zero = tape.constant(tape.arena().zeros(first, hidden));
    CellState state{zero, cell.has_cell_state ? zero : Var{}};
    const std::span<Var> states(tape.arena().array<Var>(steps), steps);
    for (Index i = 0; i < steps; ++i) {
        const Index t = reverse ? steps - 1 - i : i;
        const Index running = packed.batch_size(t);
        tape.set_step(t);
        state.h = fit(tape, state.h, running).named("h_prev");
        if (state.c) state.c = fit(tape, state.c, running).named("c_prev");
        const Var gates = slice_rows(tape, x_gates, packed.offsets[t], running).named("x_gates");
        const Var h_gates = linear(tape, state.h, weights.weight_hh, weights.bias_hh)
                                .named("h_gates = W_hh h_prev + b_hh");
        state = cell.step(tape, gates, h_gates, state);
        states[t] = state.h;
    }
    tape.set_step(kNoStep);
    return concat_rows(tape, states)
        .named(reverse ? "h of all steps, reverse RNN" : "h of all steps");
}

} // namespace textrnn
