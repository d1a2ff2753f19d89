// Neighbours and label weights, on tables small enough to compute by hand.
#include "ablation/word_vectors.h"
#include "catch.h"

#include <cmath>

using namespace textrnn;

namespace {

Vocabulary words(std::vector<std::string> more) {
    more.insert(more.begin(), {"<pad>", "<unk>"});
    return Vocabulary::from_words(more, "test");
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
    const auto near = nearest_neighbors(table, v, v.id("east"), 10);
    REQUIRE(near.size() == 4);
    CHECK(near[0].word == "eastish");
    CHECK(near[0].similarity == Approx(1 / std::sqrt(1.01)));
    CHECK(near[1].word == "northeast");
    CHECK(near[1].similarity == Approx(std::sqrt(0.5)));
    CHECK(near[2].word == "north");
    CHECK(near[2].similarity == Approx(0).margin(1e-12));
    CHECK(near[3].word == "west");
    CHECK(near[3].similarity == Approx(-1));
    CHECK(nearest_neighbors(table, v, v.id("east"), 2).size() == 2);
    CHECK(nearest_neighbors(table, v, v.id("nowhere"), 2).empty()); // no direction
}

TEST_CASE("telling words occur in more texts of one label, however often in a text") {
    Corpus corpus{{"bad", "good"}, words({"film", "dull", "awful", "rare", "fine"}), {}, {}, {}};
    corpus.train.add({"awful", "awful", "awful", "film"}, corpus.vocabulary);
    corpus.train.add({"dull", "film"}, corpus.vocabulary);
    corpus.train.add({"dull", "film"}, corpus.vocabulary);
    corpus.train.add({"fine", "film"}, corpus.vocabulary);
    corpus.train.labels = {0, 0, 0, 1};
    // Weights: fine 0.54, rare 0.25, film -0.09, awful -0.09, dull -0.29.
    CHECK(telling_words(corpus, 3) == std::vector<std::string>{"fine", "dull", "rare"});
    CHECK(telling_words(corpus, 9).size() == 5);
}
