// The language model learns what a word tells about the next word, and nothing where the next word
// is independent of it.
#include "catch.h"
#include "core/threads.h"
#include "pretrain/objective.h"
#include "pretrain/sample_texts.h"

using namespace textrnn;

namespace {

constexpr Index kWords = 12;

// Loss per prediction in the last of some epochs over texts of which next(word, random) is the next
// word.
template <class Next>
double loss_after_training(bool bidirectional, Next next, Index negatives = 11,
                           Index epochs = 40, double rate = 0.02) {
    Texts texts = sample_texts(kWords, 0);
    Random random(9, Stream::kGradcheck);
    for (Index text = 0; text < 120; ++text) {
        auto word = static_cast<TokenId>(random.below(kWords));
        for (Index t = 0; t < 12; ++t) {
            texts.data.ids.push_back(kFirstWordId + word);
            ++texts.counts[kFirstWordId + word];
            word = next(word, random);
        }
        texts.data.begins.push_back(texts.data.ids.size());
    }
    Config config;
    config.pretrain.method = "language_model";
    config.pretrain.negatives = negatives;
    config.model.cell = "gru";
    config.model.embedding_dim = 16;
    config.model.hidden_size = 24;
    config.model.bidirectional = bidirectional;
    config.optimizer.name = "lazy_adam";
    Threads threads(1);
    const auto model = make_language_model(config, texts, threads);
    double sum = 0, predictions = 0;
    for (Index epoch = 0; epoch < epochs; ++epoch) {
        sum = predictions = 0;
        for (Index step = 0; step < model->steps(); ++step) {
            const StepResult result = model->step(epoch, step, rate);
            sum += result.loss;
            predictions += static_cast<double>(result.predictions);
        }
    }
    return sum / predictions;
}

TokenId half(TokenId word, Random&) { return static_cast<TokenId>((word * 7 + 3) % kWords / 2); }
TokenId any(TokenId, Random& random) { return static_cast<TokenId>(random.below(kWords)); }

} // namespace

TEST_CASE("the language model predicts the next word", "[language_model]") {
    CHECK(loss_after_training(false, half) < 0.1);
}

TEST_CASE("the language model does not see the word that it predicts", "[language_model]") {
    // 11 samples of 12 words, less those that equal the word: about 10 competitors of equal score.
    for (const bool bidirectional : {false, true}) {
        const double loss = loss_after_training(bidirectional, any);
        INFO("bidirectional " << bidirectional << ": loss " << loss);
        CHECK(loss > 1.2);
    }
}

TEST_CASE("with as many samples as words, the loss is the exact softmax", "[language_model]") {
    const auto small = [](TokenId, Random& random) { // words of different frequency
        return static_cast<TokenId>(random.below(kWords) * random.below(kWords) / kWords);
    };
    for (const Index negatives : {kWords, 10 * kWords}) {
        const double loss = loss_after_training(true, small, negatives, 1, 1e-9);
        INFO(negatives << " samples: loss " << loss << ", of equal scores log 12 = 2.485");
        CHECK(std::abs(loss - 2.485) < 0.02);
    }
}

TEST_CASE("both directions learn", "[language_model]") {
    const auto successor = [](TokenId word, Random&) {
        return static_cast<TokenId>((word + 5) % kWords);
    };
    CHECK(loss_after_training(true, successor) < 0.1);
}
