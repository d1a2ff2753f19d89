// Packed: where the tokens of several sequences lie when they are stored time step by time step,
// longest sequence first, without padding (PyTorch's PackedSequence).
#pragma once

#include "core/tensor.h"

#include <cstdint>
#include <vector>

namespace textrnn {

using TokenId = std::uint32_t;

// Lengths 3, 2, 1 give rows  a0 b0 c0 | a1 b1 | a2:  offsets 0 3 5 6.
// The sequences alive at step t are always the first alive(t) ones.
struct Packed {
    std::vector<Index> lengths; // [B], descending, each at least 1
    std::vector<Index> offsets; // [T+1]; rows of step t are offsets[t] .. offsets[t+1]-1

    Index batch() const { return lengths.size(); }
    Index steps() const { return offsets.size() - 1; }
    Index tokens() const { return offsets.back(); }
    Index alive(Index t) const { return offsets[t + 1] - offsets[t]; }
    Index row(Index t, Index sequence) const { return offsets[t] + sequence; }

    static Packed of(std::vector<Index> descending_lengths) {
        Packed packed{std::move(descending_lengths), {0}};
        Index live = packed.batch();
        for (Index t = 0; live > 0; ++t) {
            while (live > 0 && packed.lengths[live - 1] <= t) --live;
            if (live > 0) packed.offsets.push_back(packed.offsets.back() + live);
        }
        return packed;
    }
};

} // namespace textrnn
