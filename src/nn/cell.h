// Recurrent cells. A cell computes one time step: from autograd ops (`step`, the reference) and,
// optionally, by loops over plain memory (`forward` and `backward`, for rnn_fused). Tests
// gradient-check both. Gate order and biases are PyTorch's.
#pragma once

#include "autograd/ops.h"
#include "core/level.h"

namespace textrnn {

// Weights of one direction of one layer: G gates of H units each, I input features.
struct CellWeights {
    Var weight_ih; // [G H, I]
    Var weight_hh; // [G H, H]
    Var bias_ih;   // [1, G H]
    Var bias_hh;   // [1, G H]
};

struct CellState { // of the n sequences that run at a time step
    Var h; // [n, H] hidden state
    Var c; // [n, H] cell state of the LSTM; Var{} in other cells
};

// Arrays of one time step, row-major, one row per running sequence. The arrays must not overlap:
// `#pragma omp simd` asserts this in the loops of GRU and LSTM, so that they vectorise.
// `a -> b`: b overwrites a. `backward` writes only arrays with an arrow.
struct CellStep {
    Index rows;         // n = Packed::batch_size(t)
    Index hidden;       // H
    Real* gates;        // [n, G H] forward: pre-activations (GRU: x weight_ih^T + bias_ih) ->
                        //          activations (rnn_tanh, rnn_relu: unchanged). backward: result of
                        //          forward -> d loss / d pre-activations
    Real* hidden_gates; // [n, G H] only with Cell::separate_hidden_gates: h_prev weight_hh^T +
                        //          bias_hh; backward: this sum -> d loss / d sum
    const Real* h_prev; // [n, H]
    const Real* c_prev; // [n, H] if has_cell_state
    Real* h;            // [n, H] forward: output
    Real* c;            // [n, H] forward: output, if has_cell_state
    Real* dh;           // [n, H] backward: d loss / d h -> the part of d loss / d h_prev that
                        //        does not pass through weight_hh (GRU: dh z; others: 0)
    Real* dc;           // [n, H] backward: part of d loss / d c from the next step (0 at the last
                        //        step) -> part of d loss / d c_prev from this step
};

struct Cell {
    const char* name;
    Index gates;                // G
    bool has_cell_state;        // the cell uses c
    bool separate_hidden_gates; // false: gates = x weight_ih^T + bias_ih + h_prev weight_hh^T +
                                // bias_hh. true (GRU): the last two terms are in hidden_gates
    // x_gates = x weight_ih^T + bias_ih, h_gates = h_prev weight_hh^T + bias_hh, both [n, G H].
    CellState (*step)(Tape&, Var x_gates, Var h_gates, const CellState& previous);
    void (*forward)(const CellStep&);  // nullptr: the classifier uses rnn_reference
    void (*backward)(const CellStep&); // set if forward is
};

// Each function returns one cell, compiled for the vector instructions of one Level
// (core/level.h), in cell_*.cpp.
template <Level> Cell rnn_tanh_cell();
template <Level> Cell rnn_relu_cell();
template <Level> Cell gru_cell();
template <Level> Cell lstm_cell();

std::span<const Cell> cells(); // the table, in cell.cpp

} // namespace textrnn
