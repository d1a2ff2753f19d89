// Batches: shuffling, sorting by length, and packing. All sorts are stable, so that the order of
// equal lengths is given by the shuffle (or the file) and not by the standard library in use.
#include "data/batches.h"

#include "core/random.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace textrnn {

namespace {

using Batch = std::vector<Index>;

void sort_longest_first(const Dataset& data, std::span<Index> examples) {
    std::stable_sort(examples.begin(), examples.end(), [&data](Index a, Index b) {
        return data.length(a) > data.length(b);
    });
}

Batch all_examples(const Dataset& data) {
    Batch order(data.size());
    std::iota(order.begin(), order.end(), Index{0});
    return order;
}

// Runs of `size` elements; the last one may be shorter.
std::vector<std::span<Index>> cut(std::span<Index> order, Index size) {
    std::vector<std::span<Index>> runs;
    for (; order.size() > size; order = order.subspan(size)) runs.push_back(order.first(size));
    if (!order.empty()) runs.push_back(order);
    return runs;
}

std::vector<Batch> cut_to_batches(Batch& order, Index batch_size) {
    std::vector<Batch> batches;
    for (const std::span<Index> run : cut(order, batch_size))
        batches.emplace_back(run.begin(), run.end());
    return batches;
}

// The sequences' tokens are copied one sequence after the other, each into its place in every time
// step: the reads are in order, and the writes of a small shard stay in the cache.
Shard pack(const Dataset& data, std::vector<Index> longest_first) {
    std::vector<Index> lengths;
    for (const Index example : longest_first) lengths.push_back(data.length(example));

    Shard shard{Packed::of(std::move(lengths)), {}, std::move(longest_first), {}};
    shard.ids.resize(shard.packed.tokens());
    for (Index sequence = 0; sequence < shard.examples.size(); ++sequence) {
        const std::span<const TokenId> tokens = data.tokens(shard.examples[sequence]);
        for (Index t = 0; t < tokens.size(); ++t)
            shard.ids[shard.packed.row(t, sequence)] = tokens[t];
    }
    if (!data.labels.empty())
        for (const Index example : shard.examples) shard.labels.push_back(data.labels[example]);
    return shard;
}

} // namespace

std::vector<Batch> training_batches(const Dataset& data, Index batch_size, std::uint64_t seed,
                                    std::uint64_t epoch) {
    Random random(seed, Stream::kShuffle, epoch);
    Batch order = all_examples(data);
    random.shuffle(order);
    // A pool is a whole number of batches: no batch reaches from one pool into the next.
    for (const std::span<Index> pool : cut(order, kPoolBatches * batch_size))
        sort_longest_first(data, pool);
    std::vector<Batch> batches = cut_to_batches(order, batch_size);
    // Otherwise each pool would go from its longest texts to its shortest.
    random.shuffle(batches);
    return batches;
}

// Longest first, so that a lack of memory shows at once and not at the end.
std::vector<Batch> evaluation_batches(const Dataset& data, Index batch_size) {
    Batch order = all_examples(data);
    sort_longest_first(data, order);
    return cut_to_batches(order, batch_size);
}

std::vector<Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                               Index shard_size) {
    Batch order = batch;
    sort_longest_first(data, order);
    const Index count = (order.size() + shard_size - 1) / shard_size;
    std::vector<Shard> shards;
    for (Index first = 0; first < count; ++first) {
        std::vector<Index> examples;
        for (Index i = first; i < order.size(); i += count) examples.push_back(order[i]);
        shards.push_back(pack(data, std::move(examples)));
    }
    return shards;
}

} // namespace textrnn
