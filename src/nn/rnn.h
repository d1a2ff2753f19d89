// One direction of one recurrent layer over packed sequences, in two implementations that give the
// same numbers: step by step from ops, and fused.
#pragma once

#include "core/packed.h"
#include "nn/cell.h"

namespace textrnn {

// A layer reads vectors; or words, of which weight_ih times the one-hot vector is but a row of
// CellWeights::word_gates.
struct RnnInput {
    Var x;                        // [N, I], or none and
    std::span<const TokenId> ids; // [N]
};

// -> the states h of all tokens [N, H]. `reverse` reads every sequence from its last token to its
// first. Initial states are zero. Packed and ids must outlive the tape.
Var rnn_reference(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&,
                  bool reverse);
Var rnn_fused(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&,
              bool reverse);

} // namespace textrnn
