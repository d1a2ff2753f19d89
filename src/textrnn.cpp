// TextClassifier. Concurrent calls share only the model, which they do not change; each takes a
// predictor with memory of its own, and leaves it to later calls.
#include "textrnn.h"

#include "core/threads.h"
#include "data/corpus.h"
#include "io/utf8.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace textrnn {

struct TextClassifier::State {
    struct Worker {
        explicit Worker(const Classifier& classifier) : predictor(classifier, threads) {}
        Threads threads{1};
        Predictor predictor;
    };
    const Model model;
    std::mutex mutex{};
    std::vector<std::unique_ptr<Worker>> idle{}; // guarded by the mutex

    // `number`: of the text in its call, from 1.
    void tokenize_text(std::string_view text, Index number, Tokens& tokens) const {
        const std::size_t bad = std::min(find_invalid_utf8(text), text.find('\0'));
        if (bad != text.npos)
            throw Error(ExitCode::kBadData, "text " + std::to_string(number) + ": byte " +
                                                std::to_string(bad + 1) +
                                                " is NUL or not UTF-8; replace it by U+FFFD");
        tokenize(text, model.config.text, tokens);
    }
    Dataset encode_texts(std::span<const std::string> texts) const {
        Tokens tokens;
        Dataset data;
        for (const std::string& text : texts) {
            tokenize_text(text, data.size() + 1, tokens);
            data.add(tokens.words, model.vocabulary);
        }
        return data;
    }
    std::unique_ptr<Worker> take_worker() {
        const std::scoped_lock lock(mutex);
        if (idle.empty()) return std::make_unique<Worker>(model.classifier);
        std::unique_ptr<Worker> worker = std::move(idle.back());
        idle.pop_back();
        return worker;
    }
    Prediction prediction(const Real* logits, Index number) const {
        std::vector<Real> p(model.labels.size());
        const Judgement best = judge(logits, p.size(), 0);
        if (std::isnan(best.loss))
            throw Error(ExitCode::kRuntime, "text " + std::to_string(number) + ": the prediction " +
                                                "overflows: the model's weights are too large");
        softmax_row(logits, p.size(), p.data());
        return {model.labels[best.predicted], static_cast<float>(best.probability),
                {p.begin(), p.end()}};
    }
    std::vector<Prediction> classify(std::span<const std::string> texts) {
        std::unique_ptr<Worker> worker = take_worker();
        const Storage logits = worker->predictor.logits(encode_texts(texts));
        std::vector<Prediction> predictions;
        for (Index i = 0; i < texts.size(); ++i)
            predictions.push_back(prediction(logits.data() + i * model.labels.size(), i + 1));
        const std::scoped_lock lock(mutex);
        idle.push_back(std::move(worker));
        return predictions;
    }
};

// Returns work(), and throws any exception as an Error.
template <class Work>
static auto with_errors(const Work& work) {
    try {
        return work();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error(ExitCode::kRuntime, "out of memory");
    } catch (const std::exception& error) {
        throw Error(ExitCode::kRuntime, error.what());
    }
}

TextClassifier::TextClassifier(const std::string& model, bool half)
    : state_(with_errors([&] {
          Model loaded = load_model(model);
          if (half) loaded.classifier.set_recurrent_precision(Precision::kHalf);
          return std::shared_ptr<State>(new State{std::move(loaded)});
      })) {}

const std::vector<std::string>& TextClassifier::labels() const { return state_->model.labels; }

Prediction TextClassifier::classify(std::string_view text) const {
    return with_errors([&] { return state_->classify(std::vector{std::string(text)}); }).front();
}

std::vector<Prediction> TextClassifier::classify(std::span<const std::string> texts) const {
    return with_errors([&] { return state_->classify(texts); });
}

std::vector<std::string> TextClassifier::tokens(std::string_view text) const {
    return with_errors([&] {
        Tokens tokens;
        state_->tokenize_text(text, 1, tokens);
        return std::vector<std::string>(tokens.words.begin(), tokens.words.end());
    });
}

std::vector<std::uint32_t> TextClassifier::ids(std::string_view text) const {
    return with_errors([&] { return state_->encode_texts(std::vector{std::string(text)}).ids; });
}

} // namespace textrnn
