// Batches: which examples go together, and how a part of a batch (a shard) is packed for the RNN.
#pragma once

#include "core/packed.h"
#include "core/token.h"
#include "data/dataset.h"

#include <cstdint>
#include <span>
#include <vector>

namespace textrnn {

// One epoch's batches of example numbers: shuffled by (seed, epoch), then sorted by length within
// pools of kPoolBatches batches, so that a batch holds texts of like length, and the batches
// shuffled. Each example occurs exactly once; only one batch may be smaller. batch_size is
// at least 1, here and below.
inline constexpr Index kPoolBatches = 50;
std::vector<std::vector<Index>> training_batches(const Dataset& data, Index batch_size,
                                                 std::uint64_t seed, std::uint64_t epoch);

// For evaluation: all examples sorted by length (longest first), cut into batches.
std::vector<std::vector<Index>> evaluation_batches(const Dataset& data, Index batch_size);

// A shard of a batch, ready for the model: sequences longest first, tokens packed by time step.
struct Shard {
    Packed packed;
    std::vector<TokenId> ids;      // [N] in packed order
    std::vector<Index> examples;   // [B] the example number of each sequence
    std::vector<Index> labels;     // [B]; empty when the data has none
};

// Cuts the batch into ceil(B / shard_size) shards, dealing the sequences out longest first in
// turn, so that all shards have about the same work; equal lengths stay in batch order.
std::vector<Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                               Index shard_size);

// The same in `memory`, which grows to what the largest batch needs and is used again: its first
// shards are the result.
std::span<const Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                                   Index shard_size, std::vector<Shard>& memory);

} // namespace textrnn
