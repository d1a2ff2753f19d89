// TextClassifier: all calls share one unchanging model; each call allocates its working memory.
#include "textrnn.h"

#include "core/threads.h"
#include "io/utf8.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

struct TextClassifier::State : Model {};

// `number`: of the text in its call, from 1.
static void tokenize_text(const Model& model, std::string_view text, Index number, Tokens& tokens) {
    const std::size_t bad = std::min(find_invalid_utf8(text), text.find('\0'));
    if (bad != text.npos)
        refuse("text " + std::to_string(number), "byte " + std::to_string(bad + 1) +
                                                     " is NUL or not UTF-8; replace it by U+FFFD");
    tokenize(text, model.config.text, tokens);
}

static Dataset encode_texts(const Model& model, std::span<const std::string> texts) {
    Tokens tokens;
    Dataset data;
    for (const std::string& text : texts) {
        tokenize_text(model, text, data.size() + 1, tokens);
        data.add(tokens.words, model.vocabulary);
    }
    return data;
}

// Returns work(). Turns any exception into an Error.
static auto with_errors(const auto& work) try {
    return work();
} catch (const Error&) {
    throw;
} catch (const std::bad_alloc&) {
    throw Error(ExitCode::kRuntime, "out of memory");
} catch (const std::exception& error) {
    throw Error(ExitCode::kRuntime, error.what());
}

TextClassifier::TextClassifier(const std::string& model, bool half)
    : state_(with_errors([&] {
          Model loaded = load_model(model);
          loaded.classifier.pack_weights(half ? Precision::kHalf : Precision::kFull);
          return std::shared_ptr<const State>(new State{std::move(loaded)});
      })) {}

const std::vector<std::string>& TextClassifier::labels() const { return state_->labels; }

Prediction TextClassifier::classify(std::string_view text) const {
    return with_errors([&] { return classify(std::vector{std::string(text)}).front(); });
}

std::vector<Prediction> TextClassifier::classify(std::span<const std::string> texts) const {
    return with_errors([&] {
        Threads threads(1);
        Predictor predictor(state_->classifier, threads);
        const Storage logits = predictor.logits(encode_texts(*state_, texts));
        const Index classes = labels().size();
        std::vector<Prediction> predictions;
        for (Index i = 0; i < texts.size(); ++i) {
            const Real* const row = logits.data() + i * classes;
            const Judgement best = judge(row, classes, 0);
            if (std::isnan(best.loss))
                throw Error(ExitCode::kRuntime,
                            "text " + std::to_string(i + 1) + ": " + kOverflowText);
            predictions.push_back({labels()[best.predicted], static_cast<float>(best.probability),
                                   softmax(row, classes)});
        }
        return predictions;
    });
}

std::vector<std::string> TextClassifier::tokens(std::string_view text) const {
    return with_errors([&] {
        Tokens tokens;
        tokenize_text(*state_, text, 1, tokens);
        return std::vector<std::string>(tokens.words.begin(), tokens.words.end());
    });
}

std::vector<std::uint32_t> TextClassifier::ids(std::string_view text) const {
    return with_errors([&] { return encode_texts(*state_, std::vector{std::string(text)}).ids; });
}

} // namespace textrnn
