// Batches of examples, and their shards: the parts that threads compute, packed for the RNN.
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

// Deals a batch's sequences out to ceil(batch.size() / shard_size) shards in turn, so that all have
// about the same work. Returns the first elements of `memory`, which the next call overwrites.
// Precondition: the batch is sorted longest first, as the functions above sort it.
std::span<const Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                                   Index shard_size, std::vector<Shard>& memory);
// The same for a batch in any order, which it sorts stably.
std::vector<Shard> pack_shards(const Dataset& data, std::vector<Index> batch, Index shard_size);

} // namespace textrnn
