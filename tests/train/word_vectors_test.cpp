// Neighbours and label weights, on tables small enough to compute by hand.
#include "train/word_vectors.h"
#include "catch.h"
#include "data/sample_files.h"
#include "data/vocabulary_from.h"

#include <cmath>

using namespace textrnn;

namespace {

Vocabulary words(std::vector<std::string> more) {
    more.insert(more.begin(), {"<pad>", "<unk>"});
    return vocabulary_from(more, "test");
}

} // namespace

TEST_CASE("neighbours are ordered by cosine, without the word itself, <pad> and <unk>") {
    std::vector<Real> values{1, 0,  1, 0,   // <pad>, <unk>: like "east", but no words
                             2, 0,          // east
                             0, 3,          // north
                             5, 5,          // northeast
                             -1, 0,         // west
                             0, 0,          // nowhere
                             1, Real(0.1)}; // eastish
    const Tensor table{values.data(), 8, 2};
    const Vocabulary v = words({"east", "north", "northeast", "west", "nowhere", "eastish"});
    const auto near = nearest_neighbors(table, v, {{v.id("east"), 1}}, 10);
    REQUIRE(near.size() == 4);
    CHECK(near[0].word == "eastish");
    CHECK(near[0].similarity == Approx(1 / std::sqrt(1.01)));
    CHECK(near[1].word == "northeast");
    CHECK(near[1].similarity == Approx(std::sqrt(0.5)));
    CHECK(near[2].word == "north");
    CHECK(near[2].similarity == Approx(0).margin(1e-12));
    CHECK(near[3].word == "west");
    CHECK(near[3].similarity == Approx(-1));
    CHECK(nearest_neighbors(table, v, {{v.id("east"), 1}}, 2).size() == 2);
    CHECK(nearest_neighbors(table, v, {{v.id("nowhere"), 1}}, 2).empty()); // no direction
}

TEST_CASE("an analogy is ranked by the unit vectors' sum, without its three words") {
    std::vector<Real> values{1, 0, 1, 0,          // <pad>, <unk>
                             10, 0,  0, 1, 0, 50, // man, woman, women
                             3, 4,  4, 3,         // king, queen
                             -2, 0};              // west
    const Tensor table{values.data(), 8, 2};
    const Vocabulary v = words({"man", "woman", "women", "king", "queen", "west"});
    // king - man + woman = (0.6, 0.8) - (1, 0) + (0, 1) = (-0.4, 1.8), of norm sqrt(3.4)
    const auto near = nearest_neighbors(
        table, v, {{v.id("king"), 1}, {v.id("woman"), 1}, {v.id("man"), -1}}, 9);
    REQUIRE(near.size() == 3);
    CHECK(near[0].word == "women");
    CHECK(near[0].similarity == Approx(1.8 / std::sqrt(3.4)));
    CHECK(near[1].word == "queen");
    CHECK(near[1].similarity == Approx((1.8 * 0.6 - 0.4 * 0.8) / std::sqrt(3.4)));
    CHECK(near[2].word == "west");
}

TEST_CASE("Spearman's rho averages the ranks of equal values") {
    CHECK(spearman({1, 2, 3}, {10, 20, 90}) == Approx(1));
    CHECK(spearman({1, 2, 3}, {3, 2, -1}) == Approx(-1));
    // Ranks 0 1.5 1.5 3 and 0 2 1 3: sums of products 4.5, 5, 4.5.
    CHECK(spearman({1, 2, 2, 5}, {1, 3, 2, 4}) == Approx(4.5 / std::sqrt(4.5 * 5)));
    CHECK(spearman({7, 7, 7, 1}, {0, 0, 0, -3}) == Approx(1));
    CHECK(std::isnan(spearman({1, 1}, {1, 2})));
    CHECK(std::isnan(spearman({1}, {1})));
    CHECK(std::isnan(spearman({}, {})));
}

TEST_CASE("word pairs are compared without case; unknown words do not count") {
    std::vector<Real> values{0, 0, 0, 0, 1, 0, -1, 0, 1, 1, 0, 0};
    const Tensor table{values.data(), 6, 2};
    const Vocabulary v = words({"Paris", "paris", "Caf\xc3\x89", "zero"}); // the first spelling
    const SampleFiles files;
    const std::string path = files.write(
        "p", "# pairs\nPARIS\tparis\t10\n\nparis\tcaf\xc3\xa9\t5.5\nzero\tparis\t1e0\r\n"
             "paris\tRome\t3\n");
    const PairAgreement result = compare_pairs(path, v, table);
    CHECK(result.spearman == Approx(1)); // 1, sqrt(0.5), 0
    CHECK(result.known == 3);
    CHECK(result.pairs == 4);
    for (const char* line : {"a b 1", "a\tb", "a\tb\tx", "a\tb\t1\t", "a\tb\tnan", "\t"}) {
        INFO(line);
        const std::string bad = files.write("bad", "#\n" + std::string(line) + "\n");
        CHECK(files.shortened(error_of([&] { compare_pairs(bad, v, table); }))
                  .starts_with("65: bad:2: expected WORD<TAB>WORD<TAB>NUMBER, found \""));
    }
    const std::string few = files.write("few", "paris\tcaf\xc3\xa9\t1\nparis\trome\t2\n");
    CHECK(files.shortened(error_of([&] { compare_pairs(few, v, table); }))
              .starts_with("65: few: 1 of 2 pairs have both words in the vocabulary"));
}
