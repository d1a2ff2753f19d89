// All sorts are stable: the order of equal lengths does not depend on the standard library.
#include "data/batches.h"

#include "core/random.h"

namespace textrnn {

using Batch = std::vector<Index>;
constexpr Index kPoolBatches = 50;

static void sort_longest_first(const Dataset& data, Batch& examples) {
    std::ranges::stable_sort(examples, std::greater(), [&](Index i) { return data.length(i); });
}

// Consecutive parts of `size` examples; the last part may be smaller.
static std::vector<Batch> cut(const Batch& order, Index size) {
    std::vector<Batch> batches;
    for (Index i = 0; i < order.size(); ++i) {
        if (i % size == 0) batches.emplace_back();
        batches.back().push_back(order[i]);
    }
    return batches;
}

// Sets the other members from shard.examples, which are longest first. Copies by sequence:
// sequential reads, and a small shard's writes stay in the cache.
static void pack(const Dataset& data, Shard& shard) {
    shard.packed.lengths.clear();
    shard.labels.clear();
    for (const Index example : shard.examples) {
        shard.packed.lengths.push_back(data.length(example));
        if (!data.labels.empty()) shard.labels.push_back(data.labels[example]);
    }
    shard.packed.lay_out();
    shard.ids.resize(shard.packed.tokens());
    for (Index sequence = 0; sequence < shard.examples.size(); ++sequence) {
        const std::span<const TokenId> tokens = data.tokens(shard.examples[sequence]);
        for (Index t = 0; t < tokens.size(); ++t)
            shard.ids[shard.packed.row(t, sequence)] = tokens[t];
    }
}

std::vector<Batch> training_batches(const Dataset& data, Index batch_size, std::uint64_t seed,
                                    std::uint64_t epoch) {
    Random random(seed, Stream::kShuffle, epoch);
    Batch order = numbers_below(data.size());
    random.shuffle(order);
    std::vector<Batch> batches;
    for (Batch& pool : cut(order, kPoolBatches * batch_size)) {
        sort_longest_first(data, pool);
        std::ranges::move(cut(pool, batch_size), std::back_inserter(batches));
    }
    // Without this, each pool would start with its longest texts and end with its shortest.
    random.shuffle(batches);
    return batches;
}

// Longest first, so that a lack of memory shows at the start and not at the end.
std::vector<Batch> evaluation_batches(const Dataset& data, Index batch_size) {
    Batch order = numbers_below(data.size());
    sort_longest_first(data, order);
    return cut(order, batch_size);
}

std::span<const Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                                   Index shard_size, std::vector<Shard>& memory) {
    const Index count = (batch.size() + shard_size - 1) / shard_size;
    if (memory.size() < count) memory.resize(count);
    for (Index s = 0; s < count; ++s) {
        memory[s].examples.clear();
        for (Index i = s; i < batch.size(); i += count) memory[s].examples.push_back(batch[i]);
        pack(data, memory[s]);
    }
    return std::span(memory).first(count);
}

std::vector<Shard> pack_shards(const Dataset& data, std::vector<Index> batch, Index shard_size) {
    std::vector<Shard> shards;
    sort_longest_first(data, batch);
    pack_shards(data, batch, shard_size, shards);
    return shards;
}

} // namespace textrnn
