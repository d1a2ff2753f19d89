// The library's TextClassifier against the engine that it wraps.
#include "catch.h"
#include "core/threads.h"
#include "textrnn.h"
#include "train/evaluation.h"
#include "train/model_file.h"
#include "train/tiny_run.h"

#include <thread>

using namespace textrnn;

namespace {

const std::vector<std::string> kTexts{"l a b r", "r c d l", "", "unseen Words, a B",
                                      std::string(3000, 'a'), "l a a a b b c d e f l r"};

struct Trained : TinyRun {
    Trained() { run("run"); }
    TextClassifier classifier() const { return TextClassifier(files.path("run")); }
};

} // namespace

TEST_CASE("the library's predictions equal the engine's, alone and in a list") {
    const Trained trained;
    const TextClassifier classifier = trained.classifier();
    const Model model = load_model(trained.model("run"));
    CHECK(classifier.labels() == model.labels);
    const std::vector<Prediction> all = classifier.classify(kTexts);
    REQUIRE(all.size() == kTexts.size());
    Threads threads(1);
    Predictor predictor(model.classifier, threads);
    for (Index i = 0; i < kTexts.size(); ++i) {
        Tokens tokens;
        tokenize(kTexts[i], model.config.text, tokens);
        Dataset data;
        data.add(tokens.words, model.vocabulary);
        CAPTURE(kTexts[i]);
        CHECK(classifier.ids(kTexts[i]) == data.ids);
        const std::vector<std::string> words(tokens.words.begin(), tokens.words.end());
        CHECK(classifier.tokens(kTexts[i]) == words);
        const std::vector<float> expected =
            softmax(predictor.logits(data).data(), model.labels.size());
        const Prediction alone = classifier.classify(kTexts[i]);
        CHECK(alone.probabilities == expected);
        CHECK(all[i].probabilities == expected);
        CHECK(alone.label == model.labels[expected[1] > expected[0]]);
        CHECK(alone.probability == std::max(expected[0], expected[1]));
        CHECK(all[i].label == alone.label);
    }
    CHECK(classifier.classify(std::span<const std::string>()).empty());
}

TEST_CASE("threads use one TextClassifier at the same time") {
    const Trained trained;
    const TextClassifier classifier = trained.classifier();
    const std::vector<Prediction> expected = classifier.classify(kTexts);
    std::atomic<int> wrong = 0;
    const auto work = [&](Index first) {
        for (Index i = first; i < first + 200; ++i) {
            const Index text = i % kTexts.size();
            const Prediction found = classifier.classify(kTexts[text]);
            wrong += found.probabilities != expected[text].probabilities;
            wrong += classifier.ids(kTexts[text]).empty();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (Index t = 0; t < 4; ++t) threads.emplace_back(work, t);
    }
    CHECK(wrong == 0);
}

TEST_CASE("the library throws Error, and works after it") {
    const Trained trained;
    const TextClassifier classifier = trained.classifier();
    const struct {
        std::string text, message;
    } refused[] = {{"a\xff", "text 2: byte 2 is NUL"},
                   {std::string("ab\0c", 4), "text 2: byte 3 is NUL"},
                   {"\xc3", "text 2: byte 1 is NUL"}};
    for (const auto& [text, message] : refused) {
        const std::vector<std::string> texts{"a", text};
        try {
            classifier.classify(texts);
            FAIL("no Error for " << message);
        } catch (const Error& error) {
            CHECK(error.code() == ExitCode::kBadData);
            CHECK(std::string(error.what()).starts_with(message));
        }
        CHECK_THROWS_AS(classifier.ids(text), Error);
        CHECK_THROWS_AS(classifier.tokens(text), Error);
    }
    CHECK(classifier.classify("a").label.size() > 0);
    CHECK_THROWS_AS(TextClassifier(trained.files.path("absent")), Error);
}
