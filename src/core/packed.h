// Packed: the layout of several sequences in one matrix without padding (PyTorch's PackedSequence).
// Each token has one row. Rows are ordered by time step, then by descending sequence length, so the
// states of the sequences that run at a time step are one slice of a matrix.
#pragma once

#include "core/tensor.h"

namespace textrnn {

// Sequences a, b, c of lengths 3, 2, 1 have rows  a0 b0 c0 | a1 b1 | a2  and offsets 0 3 5 6. At
// time step t, the first batch_size(t) sequences run.
struct Packed {
    std::vector<Index> lengths; // [B], descending, each at least 1
    std::vector<Index> offsets; // [T+1]; step t has rows [offsets[t], offsets[t+1])

    Index batch() const { return lengths.size(); }     // B
    Index steps() const { return offsets.size() - 1; } // T
    Index tokens() const { return offsets.back(); }    // N
    Index batch_size(Index t) const { return offsets[t + 1] - offsets[t]; }
    Index row(Index t, Index sequence) const { return offsets[t] + sequence; }

    static Packed of(std::vector<Index> descending_lengths) {
        Packed packed{std::move(descending_lengths), {}};
        packed.lay_out();
        return packed;
    }
    void lay_out() { // computes offsets from lengths; allocates only if offsets must grow
        offsets.assign(1, 0);
        Index running = batch();
        for (Index t = 0; running > 0; ++t) {
            while (running > 0 && lengths[running - 1] <= t) --running;
            if (running > 0) offsets.push_back(offsets.back() + running);
        }
    }
};

} // namespace textrnn
