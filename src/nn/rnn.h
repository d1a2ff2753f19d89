// One direction of a recurrent layer over packed sequences, in two implementations: rnn_reference,
// built from ops, and rnn_fused, one op with a hand-written derivative. They agree up to rounding.
#pragma once

#include "core/packed.h"
#include "nn/cell.h"

namespace textrnn {

// Input of a layer: either x, which the layer projects, or a projection that the caller computed
// once per distinct id. Precondition: with a projection, CellWeights::weight_ih and bias_ih are
// Var{}.
struct RnnInput {
    Var x = {};                          // [N, I], or Var{}
    Var projection = {};                 // [U, G H] = x weight_ih^T + bias_ih of the distinct ids
    std::span<const Index> inverse = {}; // [N] row of the projection for each token
};

// -> hidden states h of all tokens [N, H]; initial states are zero. reverse = true runs from each
// sequence's last token to its first. Cell, Packed and inverse must outlive Tape::backward().
Var rnn_reference(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&,
                  bool reverse);
// cell.forward must be set.
Var rnn_fused(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&, bool reverse);

} // namespace textrnn
