// One direction of one recurrent layer over packed sequences, in two implementations that give the
// same numbers: step by step from ops, and fused.
#pragma once

#include "core/packed.h"
#include "nn/cell.h"

namespace textrnn {

// x [N, I] -> the states h of all tokens [N, H]. `reverse` reads every sequence from its last token
// to its first. Initial states are zero. Packed must outlive the tape.
Var rnn_reference(Tape&, const Cell&, Var x, const Packed&, const CellWeights&, bool reverse);
Var rnn_fused(Tape&, const Cell&, Var x, const Packed&, const CellWeights&, bool reverse);

} // namespace textrnn
