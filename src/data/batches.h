// Batches: which examples a batch contains, and how it is divided into shards, the parts that
// threads compute in parallel, packed for the RNN.
#pragma once

#include "core/packed.h"
#include "data/corpus.h"

namespace textrnn {

// One epoch's batches of example numbers, each batch longest first. Shuffles the examples by (seed,
// epoch), sorts them within pools of 50 batches, so that the texts of a batch have similar lengths,
// and shuffles the batches. Each example occurs once; only one batch may be smaller. Precondition,
// here and below: batch_size >= 1, shard_size >= 1.
std::vector<std::vector<Index>> training_batches(const Dataset& data, Index batch_size,
                                                 std::uint64_t seed, std::uint64_t epoch);

// Batches for evaluation: all examples, longest first.
std::vector<std::vector<Index>> evaluation_batches(const Dataset& data, Index batch_size);

// A part of a batch as the model's input: B sequences, longest first, with N tokens in all.
struct Shard {
    Packed packed;
    std::vector<TokenId> ids;    // [N], ordered by time step
    std::vector<Index> examples; // [B] example numbers
    std::vector<Index> labels;   // [B]; empty if the data are unlabelled
};

// Divides a batch into n = ceil(batch.size() / shard_size) shards. Sequence i goes to shard i mod
// n, so that all shards have about the same work. Writes the shards to the first n elements of
// `memory` (adds elements if there are fewer) and returns these; the next call overwrites them.
// Precondition: the batch is sorted longest first, as the functions above return it.
std::span<const Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                                   Index shard_size, std::vector<Shard>& memory);
// Sorts a batch of any order stably, longest first, and divides it in the same way.
std::vector<Shard> pack_shards(const Dataset& data, std::vector<Index> batch, Index shard_size);

} // namespace textrnn
