// Batches: which examples a batch contains, and how it is divided into shards, the parts that
// threads compute in parallel, packed for the RNN.
#pragma once

#include "core/packed.h"
#include "data/corpus.h"

namespace textrnn {

// The batches of one epoch, as example numbers. Shuffles the examples by (seed, epoch), sorts them
// by length within pools of 50 batches, so that the texts of a batch have similar lengths, and
// shuffles the batches. Each example occurs once; only one batch may be smaller. Precondition, here
// and below: batch_size >= 1, shard_size >= 1.
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

// Divides a batch into ceil(batch.size() / shard_size) shards. Deals the sequences out in turn, so
// that all shards have about the same work. Returns the first elements of `memory`, which grows to
// the largest batch; the next call overwrites them. Precondition: the batch is sorted longest
// first, as the batches of the functions above are.
std::span<const Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                                   Index shard_size, std::vector<Shard>& memory);
// The same for a batch in any order, which it sorts stably.
std::vector<Shard> pack_shards(const Dataset& data, std::vector<Index> batch, Index shard_size);

} // namespace textrnn
