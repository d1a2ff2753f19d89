// One direction of one recurrent layer over packed sequences, in two implementations that give the
// same numbers: step by step from ops, and fused.
#pragma once

#include "core/packed.h"
#include "nn/cell.h"

namespace textrnn {

// A layer reads vectors; or words, of which each has brought its part of the gates with it: then
// weight_ih and bias_ih are not asked for.
struct RnnInput {
    Var x = {};                       // [N, I], or none and
    Var input_projection = {};              // [U, G H] x weight_ih^T + bias_ih of U words,
    std::span<const Index> rows = {}; // [N] which of them each token is
};

// -> the states h of all tokens [N, H]. `reverse` reads every sequence from its last token to its
// first. Initial states are zero. Packed and rows must outlive the tape.
Var rnn_reference(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&,
                  bool reverse);
Var rnn_fused(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&,
              bool reverse);

} // namespace textrnn
