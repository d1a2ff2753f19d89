// Recurrent cells: what happens at one time step. Each cell comes twice, composed from ops (to be
// read, and trusted by the gradient check) and as two loops over plain memory (fast; used by
// rnn_fused.cpp). Gate order and biases are PyTorch's.
#pragma once

#include "autograd/ops.h"

#include <span>
#include <string_view>

namespace textrnn {

struct CellWeights { // G gates of H units each, on inputs of I features
    Var weight_ih; // [G H, I]
    Var weight_hh; // [G H, H]
    Var bias_ih;   // [1, G H]
    Var bias_hh;   // [1, G H]
};

struct CellState {
    Var h; // [n, H]
    Var c; // [n, H], the LSTM's cell state; none in other cells
};

// One time step over the n sequences alive, all arrays row-major.
struct CellStep {
    Index rows;         // n
    Index hidden;       // H
    Real* gates;        // [n, G H] forward: pre-activations in, activations out
                        //          backward: activations in, d loss / d pre-activations out
    Real* hidden_gates; // [n, G H] the part that comes from h_prev, where a cell keeps it apart
    const Real* h_prev; // [n, H]
    const Real* c_prev; // [n, H]
    Real* h;            // [n, H] forward: out; backward: in
    Real* c;            // [n, H] forward: out; backward: in
    Real* dh;           // [n, H] backward: d loss / d h in; its part that goes to h_prev directly,
                        //          not through the gates, out
    Real* dc;           // [n, H] backward: d loss / d c in, d loss / d c_prev out
};

struct Cell {
    const char* name;
    Index gates;               // G
    bool has_cell_state;       // c is used
    bool separate_hidden_gates; // h_prev weight_hh^T + bias_hh stays in hidden_gates (GRU);
                               // otherwise it is already added to gates
    // x_gates [n, G H] is x weight_ih^T + bias_ih of this step's rows.
    CellState (*step)(Tape&, Var x_gates, const CellState& previous, const CellWeights&);
    void (*forward)(const CellStep&);
    void (*backward)(const CellStep&);
};

std::span<const Cell> cells();            // the table: a new cell is one file and one row
const Cell* find_cell(std::string_view name); // nullptr when there is none

extern const Cell kRnnTanh, kRnnRelu, kGru, kLstm;

} // namespace textrnn
