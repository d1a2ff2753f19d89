// Packed: where the tokens of several sequences lie when they are stored time step by time step,
// longest sequence first, without padding (PyTorch's PackedSequence).
#pragma once

#include "core/tensor.h"

#include <vector>

namespace textrnn {

// Lengths 3, 2, 1 give rows  a0 b0 c0 | a1 b1 | a2:  offsets 0 3 5 6.
// The sequences alive at step t are always the first batch_size(t) ones.
struct Packed {
    std::vector<Index> lengths; // [B], descending, each at least 1
    std::vector<Index> offsets; // [T+1]; rows of step t are offsets[t] .. offsets[t+1]-1

    Index batch() const { return lengths.size(); }
    Index steps() const { return offsets.size() - 1; }
    Index tokens() const { return offsets.back(); }
    Index batch_size(Index t) const { return offsets[t + 1] - offsets[t]; }
    Index row(Index t, Index sequence) const { return offsets[t] + sequence; }

    static Packed of(std::vector<Index> descending_lengths) {
        Packed packed{std::move(descending_lengths), {}};
        packed.lay_out();
        return packed;
    }
    void lay_out() { // offsets by the lengths, in the memory that they have
        offsets.assign(1, 0);
        Index live = batch();
        for (Index t = 0; live > 0; ++t) {
            while (live > 0 && lengths[live - 1] <= t) --live;
            if (live > 0) offsets.push_back(offsets.back() + live);
        }
    }
};

} // namespace textrnn
