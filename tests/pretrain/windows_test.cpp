// Windows against a simple enumeration of the texts; the noise distribution against frequencies.
#include "catch.h"
#include "pretrain/sample_texts.h"
#include "pretrain/windows.h"

#include <cmath>
#include <set>

using namespace textrnn;

namespace {

// "center: neighbours" of every center of an epoch, in the order of the blocks.
std::vector<std::string> epoch_of(const WindowSampler& sampler, Index epoch) {
    std::vector<std::string> lines;
    Windows windows;
    for (Index block = 0; block < sampler.blocks(); ++block) {
        sampler.sample(epoch, block, windows);
        for (const auto& c : windows.centers) {
            std::string line = std::to_string(windows.tokens[c.token]) + ":";
            for (Index j = c.begin; j < c.end; ++j)
                if (j != c.token) line += " " + std::to_string(windows.tokens[j]);
            lines.push_back(line);
        }
    }
    return lines;
}

} // namespace

TEST_CASE("windows of size 1 hold the words beside each word of the same text") {
    const Texts texts = sample_texts(40, 120);
    PretrainOptions options;
    options.window = 1;
    options.sample = 0;
    std::vector<std::string> expected;
    for (Index t = 0; t < texts.data.size(); ++t) {
        std::vector<TokenId> kept;
        for (const TokenId id : texts.data.tokens(t))
            if (id != kUnkId) kept.push_back(id);
        for (Index i = 0; i < kept.size(); ++i) {
            std::string line = std::to_string(kept[i]) + ":";
            if (i > 0) line += " " + std::to_string(kept[i - 1]);
            if (i + 1 < kept.size()) line += " " + std::to_string(kept[i + 1]);
            if (kept.size() > 1) expected.push_back(line);
        }
    }
    const WindowSampler sampler(texts, options);
    REQUIRE(sampler.blocks() > 5);
    CHECK(epoch_of(sampler, 0) == expected);
    CHECK(epoch_of(sampler, 3) == expected); // nothing is random but the negative samples
}

TEST_CASE("window sizes are uniform from 1 to pretrain.window") {
    Texts texts = sample_texts(2, 0);
    for (Index n = 0; n < 100000; ++n) texts.data.ids.push_back(kFirstWordId + n % 2);
    texts.data.begins.back() = texts.data.ids.size(); // one long text
    PretrainOptions options;
    options.window = 4;
    options.sample = 0;
    const WindowSampler sampler(texts, options);
    std::vector<double> share(5);
    Windows windows;
    double centers = 0;
    for (Index block = 1; block + 1 < sampler.blocks(); ++block) {
        sampler.sample(0, block, windows);
        for (const auto& c : windows.centers) {
            REQUIRE(c.end - c.token - 1 == c.token - c.begin);
            REQUIRE(c.token - c.begin <= 4);
            ++share[c.token - c.begin];
            ++centers;
        }
    }
    for (Index size = 1; size <= 4; ++size) {
        INFO("window of " << size << ": expected a share of 0.25, found " << share[size] / centers);
        CHECK(std::fabs(share[size] / centers - 0.25) < 0.01);
    }
}

TEST_CASE("subsampling keeps a word of frequency f with probability sqrt(s/f) + s/f") {
    Texts texts = sample_texts(3, 0);
    const TokenId word = kFirstWordId; // every second token
    for (Index n = 0; n < 200000; ++n)
        texts.data.ids.push_back(n % 2 ? word : word + 1 + n / 2 % 2);
    texts.data.begins.back() = texts.data.ids.size();
    texts.counts = {0, 0, 0, 0, 0};
    for (const TokenId id : texts.data.ids) ++texts.counts[id];
    PretrainOptions options;
    options.sample = 0.01;
    const WindowSampler sampler(texts, options);
    double kept = 0;
    for (const std::string& line : epoch_of(sampler, 0))
        kept += line.starts_with(std::to_string(word) + ":");
    const double expected = std::sqrt(0.01 / 0.5) + 0.01 / 0.5, found = kept / 100000;
    INFO("expected a share of " << expected << ", found " << found);
    CHECK(std::fabs(found - expected) < 0.005);
    CHECK(epoch_of(sampler, 0) != epoch_of(sampler, 1));
}

TEST_CASE("noise is drawn by frequency to the power 0.75") {
    const std::vector<Index> counts{0, 0, 1000, 10, 1, 200, 200, 0, 30};
    const NoiseDistribution noise(counts);
    std::vector<double> drawn(counts.size());
    Random random(3, Stream::kNegatives);
    constexpr Index kDraws = 400000;
    for (Index n = 0; n < kDraws; ++n) ++drawn[noise.draw(random)];
    double sum = 0;
    for (const Index count : counts) sum += std::pow(static_cast<double>(count), 0.75);
    for (TokenId id = 0; id < counts.size(); ++id) {
        const double expected = std::pow(static_cast<double>(counts[id]), 0.75) / sum;
        INFO("id " << id << ": expected " << expected << ", found " << drawn[id] / kDraws);
        CHECK(noise.probability(id) == Approx(expected));
        CHECK(std::fabs(drawn[id] / kDraws - expected) < 0.003);
        if (counts[id] == 0) CHECK(drawn[id] == 0);
    }
}
