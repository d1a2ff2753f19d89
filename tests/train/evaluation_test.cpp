// Evaluation: figures of hand-made logits, and how a stop differs from an empty data set.
#include "train/evaluation.h"

#include "core/threads.h"

#include "catch.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
    const std::vector<std::vector<Real>> logits{{9, 0, 0}, {9, 0, 0}, {0, 9, 0}, {0, 1, 1}};
    const std::vector<Index> labels{0, 1, 1, 2};
    std::vector<Judgement> judgements;
    for (Index i = 0; i < 4; ++i) judgements.push_back(judge(logits[i].data(), 3, labels[i]));
    const Evaluation e = summarise(judgements, labels, 3);
    CHECK(e.judgements.size() == 4);
    CHECK(e.accuracy == 0.5);
    CHECK(e.right == std::vector<bool>{true, false, true, false});
    using Pair = std::pair<Index, Index>; // label, prediction
    CHECK(e.confusion == std::map<Pair, Index>{{{0, 0}, 1}, {{1, 0}, 1}, {{1, 1}, 1}, {{2, 1}, 1}});
    CHECK(e.per_class[0].precision == 0.5);
    CHECK(e.per_class[0].recall == 1);
    CHECK(e.per_class[1].support == 2);
    CHECK(e.per_class[1].f1 == 0.5);
    CHECK(e.per_class[2].precision == 0); // 0 / 0
    CHECK(e.macro_f1 == Approx((2 / 3.0 + 0.5 + 0) / 3));
    // Scikit-learn's macro F1 leaves out a class without labels and predictions.
    CHECK(summarise(std::move(judgements), labels, 4).macro_f1 == e.macro_f1);
    const double nine = std::log(1 + 2 * std::exp(-9.0)), one = std::log(2 + std::exp(-1.0));
    CHECK(e.loss == Approx((nine + (9 + nine) + nine + one) / 4));
}

TEST_CASE("a prediction that overflows makes the loss NaN", "[evaluation]") {
    const Real equal[] = {Real(1e38), Real(1e38), 0}; // two probabilities of 1
    if (sizeof(Real) == 4) CHECK(std::isnan(judge(equal, 3, 1).loss));
    const Real large[] = {1000, 0, -1000};
    CHECK(judge(large, 3, 2).loss == 2000);
    const Real infinity = std::numeric_limits<Real>::infinity();
    for (const Real bad : {infinity, -infinity, std::numeric_limits<Real>::quiet_NaN()})
        for (Index c = 0; c < 3; ++c) {
            Real logits[] = {1, 2, 3};
            logits[c] = bad;
            INFO(bad << " at " << c);
            CHECK(std::isnan(judge(logits, 3, 1).loss));
            CHECK(std::isnan(summarise({{0, 0.5}, judge(logits, 3, 1)}, {0, 1}, 3).loss));
        }
}

// A dense matrix of 20,000 labels would have 3.2 GB.
TEST_CASE("the confusion of many labels is counted in pairs", "[evaluation]") {
    const Evaluation e = summarise({{19'999, 1}, {0, 1}, {19'999, 1}}, {3, 0, 3}, 20'000);
    CHECK(e.confusion == std::map<std::pair<Index, Index>, Index>{{{0, 0}, 1}, {{3, 19'999}, 2}});
    CHECK(e.per_class[3].support == 2);
    CHECK(e.per_class[0].precision == 1);
    std::vector<std::string> names(20'000);
    for (Index c = 0; c < names.size(); ++c) names[c] = std::to_string(c);
    CHECK(to_json(e, names).find("confusion")->dump() ==
          "[{\"label\": \"0\", \"predicted\": \"0\", \"count\": 1}, "
          "{\"label\": \"3\", \"predicted\": \"19999\", \"count\": 2}]");
}

TEST_CASE("an evaluation that is stopped has no result", "[evaluation]") {
    const Classifier classifier = sample_classifier();
    Threads threads(2);
    const Dataset texts = sample_texts(3 * kPredictionBatch);
    CHECK_FALSE(evaluate(classifier, texts, threads, [] { return true; }));
    const auto whole = evaluate(classifier, texts, threads, [] { return false; });
    REQUIRE(whole);
    CHECK(whole->judgements.size() == 3 * kPredictionBatch);
}

TEST_CASE("the fitted temperature has the least loss; 1 for no texts", "[evaluation]") {
    Classifier classifier = sample_classifier();
    Threads threads(2);
    Dataset texts = sample_texts(0);
    CHECK(fit_temperature(classifier, texts, threads) == 1.0);
    texts = sample_texts(40);
    const Storage logits = Predictor(classifier, threads).logits(texts);
    const Index classes = logits.size() / texts.size();
    for (Index i = 0; i < texts.size(); ++i) { // three labels in four are the predicted label
        const Real* const row = logits.data() + i * classes;
        const auto predicted = static_cast<Index>(std::max_element(row, row + classes) - row);
        texts.labels[i] = (predicted + (i % 4 == 0 ? 1 : 0)) % classes;
    }
    const auto loss_at = [&](double temperature) {
        classifier.set_temperature(temperature);
        return evaluate(classifier, texts, threads)->loss;
    };
    const double best = fit_temperature(classifier, texts, threads);
    INFO("temperature " << best);
    CHECK((0.05 < best && best < 20));
    CHECK(loss_at(best) < loss_at(best * 0.95));
    CHECK(loss_at(best) < loss_at(best * 1.05));
}

TEST_CASE("an evaluation of no texts has a result", "[evaluation]") {
    const Classifier classifier = sample_classifier();
    Threads threads(1);
    const auto none = evaluate(classifier, sample_texts(0), threads, [] { return false; });
    REQUIRE(none);
    CHECK(none->judgements.empty());
    CHECK(none->accuracy == 0);
}
