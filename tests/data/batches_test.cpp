// Batches: each example occurs once, lengths are similar, the seed determines the batches; and the
// packed layout equals a reference.
#include "data/batches.h"

#include "core/random.h"

#include "catch.h"

#include <algorithm>
#include <numeric>

using namespace textrnn;

namespace {

// Token ids are unique, so that the tests find a misplaced token.
Dataset sample_data(Index examples, Index longest, std::uint64_t seed) {
    Random random(seed, Stream::kGradcheck);
    Dataset data;
    for (Index i = 0; i < examples; ++i) {
        const Index length = 1 + random.below(longest);
        for (Index t = 0; t < length; ++t) {
            data.ids.push_back(static_cast<TokenId>(data.ids.size()));
        }
        data.begins.push_back(data.ids.size());
        data.labels.push_back(i % 3);
    }
    return data;
}

std::vector<Index> flattened(const std::vector<std::vector<Index>>& batches) {
    std::vector<Index> all;
    for (const auto& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
    return all;
}

bool holds_each_once(const std::vector<std::vector<Index>>& batches, Index examples) {
    std::vector<Index> all = flattened(batches);
    std::sort(all.begin(), all.end());
    std::vector<Index> expected(examples);
    std::iota(expected.begin(), expected.end(), Index{0});
    return all == expected;
}

Index smaller_ones(const std::vector<std::vector<Index>>& batches, Index batch_size) {
    return static_cast<Index>(std::count_if(batches.begin(), batches.end(), [&](const auto& b) {
        return b.size() != batch_size;
    }));
}

// Time steps times sequences of a batch that is padded to its longest sequence.
Index padded_tokens(const Dataset& data, const std::vector<std::vector<Index>>& batches) {
    Index sum = 0;
    for (const auto& batch : batches) {
        Index longest = 0;
        for (const Index example : batch) longest = std::max(longest, data.length(example));
        sum += longest * batch.size();
    }
    return sum;
}

} // namespace

TEST_CASE("training batches hold each example once", "[batches]") {
    for (const Index examples : {Index{0}, Index{1}, Index{31}, Index{32}, Index{1000}}) {
        for (const Index batch_size : {Index{1}, Index{3}, Index{32}, Index{5000}}) {
            CAPTURE(examples, batch_size);
            const Dataset data = sample_data(examples, 40, 1);
            const auto batches = training_batches(data, batch_size, 5, 2);
            CHECK(holds_each_once(batches, examples));
            CHECK(batches.size() == (examples + batch_size - 1) / batch_size);
            CHECK(smaller_ones(batches, batch_size) <= 1);
        }
    }
}

TEST_CASE("training batches depend on seed and epoch alone", "[batches]") {
    const Dataset data = sample_data(500, 30, 1);
    const auto first = training_batches(data, 16, 5, 0);
    CHECK(training_batches(data, 16, 5, 0) == first);
    CHECK(training_batches(data, 16, 5, 1) != first);
    CHECK(training_batches(data, 16, 6, 0) != first);
}

TEST_CASE("training batches hold like lengths, in no order of length", "[batches]") {
    const Dataset data = sample_data(4000, 200, 1);
    const auto batches = training_batches(data, 16, 1, 0);
    CHECK(padded_tokens(data, batches) < data.ids.size() * 11 / 10);
    Index falls = 0;
    for (Index i = 1; i < batches.size(); ++i) {
        falls += data.length(batches[i][0]) < data.length(batches[i - 1][0]);
    }
    CHECK(falls > batches.size() / 3);
    CHECK(falls < batches.size() * 2 / 3);
}

TEST_CASE("examples of one length meet others in every epoch", "[batches]") {
    Dataset data;
    for (Index i = 0; i < 64; ++i) {
        data.ids.push_back(0);
        data.begins.push_back(i + 1);
    }
    CHECK(training_batches(data, 8, 1, 0) != training_batches(data, 8, 1, 1));
    std::vector<Index> identity(64);
    std::iota(identity.begin(), identity.end(), Index{0});
    CHECK(flattened(training_batches(data, 8, 1, 0)) != identity);
    CHECK(flattened(evaluation_batches(data, 8)) == identity);
}

TEST_CASE("evaluation batches go from long to short", "[batches]") {
    const Dataset data = sample_data(333, 20, 2);
    const auto batches = evaluation_batches(data, 32);
    CHECK(holds_each_once(batches, 333));
    CHECK(batches.size() == 11);
    CHECK(batches.back().size() == 13);
    const std::vector<Index> all = flattened(batches);
    for (Index i = 1; i < all.size(); ++i) {
        const Index before = data.length(all[i - 1]), here = data.length(all[i]);
        REQUIRE((before > here || (before == here && all[i - 1] < all[i])));
    }
    CHECK(evaluation_batches(Dataset(), 32).empty());
}

TEST_CASE("a shard is packed as its definition says", "[batches]") {
    Dataset data;
    data.ids = {10, 20, 21, 22, 30, 31};
    data.begins = {0, 1, 4, 6};
    data.labels = {7, 8, 9};
    const auto shards = pack_shards(data, {0, 1, 2}, 4);
    REQUIRE(shards.size() == 1);
    CHECK(shards[0].packed.lengths == std::vector<Index>{3, 2, 1});
    CHECK(shards[0].packed.offsets == std::vector<Index>{0, 3, 5, 6});
    CHECK(shards[0].ids == std::vector<TokenId>{20, 30, 10, 21, 31, 22});
    CHECK(shards[0].examples == std::vector<Index>{1, 2, 0});
    CHECK(shards[0].labels == std::vector<Index>{8, 9, 7});
    data.labels.clear();
    CHECK(pack_shards(data, {0, 1, 2}, 4)[0].labels.empty());
    CHECK(pack_shards(data, {}, 4).empty());
}

TEST_CASE("sequences are dealt out in turn, equal ones in batch order", "[batches]") {
    Dataset data;
    data.ids.resize(10);
    data.begins = {0, 1, 3, 5, 6, 10};
    const auto shards = pack_shards(data, {3, 2, 0, 4, 1}, 2);
    REQUIRE(shards.size() == 3);
    CHECK(shards[0].examples == std::vector<Index>{4, 3}); // longest first: 4 2 1 3 0
    CHECK(shards[1].examples == std::vector<Index>{2, 0});
    CHECK(shards[2].examples == std::vector<Index>{1});
}

TEST_CASE("packed shards agree with the plain definition", "[batches]") {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Dataset data = sample_data(80, 1 + seed, seed);
        const Index shard_size = 1 + seed % 9;
        std::vector<Shard> memory; // that other batches have used
        for (const auto& batch : training_batches(data, 1 + seed, seed, 0)) {
            const auto shards = pack_shards(data, batch, shard_size, memory);
            REQUIRE(shards.size() == (batch.size() + shard_size - 1) / shard_size);
            std::vector<Index> seen;
            for (const Shard& shard : shards) {
                REQUIRE(shard.examples.size() <= shard_size);
                REQUIRE(shard.labels.size() == shard.examples.size());
                std::vector<TokenId> ids; // by time steps, the sequences that have not ended
                for (Index t = 0; t < data.length(shard.examples[0]); ++t) {
                    for (const Index example : shard.examples) {
                        if (t < data.length(example)) ids.push_back(data.tokens(example)[t]);
                    }
                }
                REQUIRE(shard.ids == ids);
                for (Index s = 0; s < shard.examples.size(); ++s) {
                    REQUIRE(shard.packed.lengths[s] == data.length(shard.examples[s]));
                    REQUIRE(shard.labels[s] == data.labels[shard.examples[s]]);
                }
                seen.insert(seen.end(), shard.examples.begin(), shard.examples.end());
            }
            std::sort(seen.begin(), seen.end());
            std::vector<Index> expected = batch;
            std::sort(expected.begin(), expected.end());
            REQUIRE(seen == expected);
        }
    }
}
