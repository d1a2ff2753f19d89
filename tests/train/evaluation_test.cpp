// Evaluation: figures of hand-made logits, and how a stop differs from an empty data set.
#include "train/evaluation.h"

#include "core/threads.h"

#include "catch.h"

#include <cmath>

using namespace textrnn;

namespace {

Classifier sample_classifier() {
    ClassifierOptions options;
    options.vocabulary_size = 4;
    options.classes = 3;
    options.embedding_dim = options.hidden_size = 2;
    Classifier classifier(options);
    classifier.initialise(1);
    return classifier;
}

Dataset sample_texts(Index count) {
    Dataset data;
    for (Index i = 0; i < count; ++i) {
        data.ids.push_back(static_cast<TokenId>(i % 4));
        data.begins.push_back(data.ids.size());
        data.labels.push_back(i % 3);
    }
    return data;
}

} // namespace

TEST_CASE("figures of an evaluation", "[evaluation]") {
    // Predictions: 0 0 1 1 (a tie: the first) for the labels 0 1 1 2.
    const Evaluation e = evaluate_logits({9, 0, 0, 9, 0, 0, 0, 9, 0, 0, 1, 1}, {0, 1, 1, 2}, 3);
    CHECK(e.examples == 4);
    CHECK(e.accuracy == 0.5);
    CHECK(e.right == std::vector<bool>{true, false, true, false});
    CHECK(e.confusion == std::vector<std::vector<Index>>{{1, 0, 0}, {1, 1, 0}, {0, 1, 0}});
    CHECK(e.per_class[0].precision == 0.5);
    CHECK(e.per_class[0].recall == 1);
    CHECK(e.per_class[1].support == 2);
    CHECK(e.per_class[1].f1 == 0.5);
    CHECK(e.per_class[2].precision == 0); // 0 / 0
    CHECK(e.macro_f1 == Approx((2 / 3.0 + 0.5 + 0) / 3));
    const double nine = std::log(1 + 2 * std::exp(-9.0)), one = std::log(2 + std::exp(-1.0));
    CHECK(e.loss == Approx((nine + (9 + nine) + nine + one) / 4));
}

TEST_CASE("an evaluation that is stopped has no result", "[evaluation]") {
    const Classifier classifier = sample_classifier();
    Threads threads(2);
    const Dataset texts = sample_texts(3 * kPredictionBatch);
    CHECK_FALSE(Predictor(classifier, threads).logits(texts, [] { return true; }));
    CHECK_FALSE(evaluate(classifier, texts, threads, [] { return true; }));
    const auto whole = evaluate(classifier, texts, threads, [] { return false; });
    REQUIRE(whole);
    CHECK(whole->examples == 3 * kPredictionBatch);
}

TEST_CASE("an evaluation of no texts has a result", "[evaluation]") {
    const Classifier classifier = sample_classifier();
    Threads threads(1);
    const auto none = evaluate(classifier, sample_texts(0), threads, [] { return false; });
    REQUIRE(none);
    CHECK(none->examples == 0);
    CHECK(none->accuracy == 0);
}
