// Batches: shuffling, sorting by length, and packing. All sorts are stable, so that the order of
// equal lengths is given by the shuffle (or the file) and not by the standard library in use.
#include "data/batches.h"

#include "core/random.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace textrnn {

namespace {

using Batch = std::vector<Index>;

auto longest_first(const Dataset& data) {
    return [&data](Index a, Index b) { return data.length(a) > data.length(b); };
}

void sort_longest_first(const Dataset& data, std::span<Index> examples) {
    std::stable_sort(examples.begin(), examples.end(), longest_first(data));
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

// The same within a batch without a buffer: it is short, and comes sorted as a rule.
void insert_longest_first(const Dataset& data, std::vector<Index>& examples) {
    for (auto next = examples.begin(); next != examples.end(); ++next) {
        const auto place = std::upper_bound(examples.begin(), next, *next, longest_first(data));
        std::rotate(place, next, next + 1);
    }
}

// Fills in all but the examples, which are there, longest first. The sequences' tokens are copied
// one sequence after the other, each into its place in every time step: the reads are in order, and
// the writes of a small shard stay in the cache.
void pack(const Dataset& data, Shard& shard) {
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
    std::vector<Shard> shards;
    pack_shards(data, batch, shard_size, shards);
    return shards;
}

std::span<const Shard> pack_shards(const Dataset& data, const std::vector<Index>& batch,
                                   Index shard_size, std::vector<Shard>& memory) {
    const Index count = (batch.size() + shard_size - 1) / shard_size;
    if (memory.size() < count) memory.resize(count);
    if (count == 0) return {};
    // The first shard holds all examples until the others have theirs.
    std::vector<Index>& order = memory[0].examples;
    order.assign(batch.begin(), batch.end());
    insert_longest_first(data, order);
    for (Index s = count; s-- > 0;) {
        std::vector<Index>& examples = memory[s].examples;
        const Index size = (batch.size() - s + count - 1) / count;
        if (s > 0) examples.resize(size);
        for (Index i = 0; i < size; ++i) examples[i] = order[s + i * count];
        examples.resize(size);
        pack(data, memory[s]);
    }
    return std::span(memory).first(count);
}

} // namespace textrnn
