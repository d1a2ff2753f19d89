// textrnn predict: prints one prediction per input line, in order. Lines that are already available
// are predicted together; a prediction never waits for the next line.
#include "cli/arguments.h"
#include "core/error.h"
#include "core/threads.h"
#include "io/file.h"
#include "io/json.h"
#include "io/text.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

namespace textrnn {

namespace {

constexpr Index kMostLines = 1024; // predicted together

void print(const Model& model, const std::vector<Real>& probabilities, bool json) {
    const auto largest = std::max_element(probabilities.begin(), probabilities.end());
    const auto probability = static_cast<double>(*largest);
    const std::string& label = model.labels[static_cast<Index>(largest - probabilities.begin())];
    if (!json) {
        std::cout << label << '\t' << fixed(probability, 6) << "\n";
        return;
    }
    Json::Object all;
    for (Index c = 0; c < model.labels.size(); ++c)
        all.emplace_back(model.labels[c], static_cast<double>(probabilities[c]));
    const Json::Object object{
        {"label", label}, {"probability", probability}, {"probabilities", all}};
    std::cout << Json(object).dump() << "\n";
}

// Predicts the texts, prints the predictions and removes the texts.
void predict(const Model& model, Predictor& predictor, Dataset& texts, bool json) {
    const Index classes = model.labels.size();
    const Storage logits = predictor.logits(texts);
    std::vector<Real> probabilities(classes);
    for (Index i = 0; i < texts.size(); ++i) {
        softmax_row(logits.data() + i * classes, classes, probabilities.data());
        const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
        if (!(std::abs(sum - 1) < 1e-3)) // also true for NaN
            throw Error(ExitCode::kRuntime, "a prediction overflows: the weights of the model are "
                                            "too large");
        print(model, probabilities, json);
    }
    if (!std::cout.flush()) throw Error(ExitCode::kIo, "stdout: writing failed");
    texts = {};
}

// Reads to the end. Predicts as soon as the next line is not available yet, or kMostLines are read.
void predict_lines(LineReader& lines, const Model& model, Predictor& predictor, bool json) {
    Dataset texts;
    Tokens tokens;
    std::string line;
    try {
        while (lines.next(line)) {
            tokenize(line, model.config.text, tokens);
            texts.add(tokens.words, model.vocabulary);
            if (texts.size() == kMostLines || lines.would_wait())
                predict(model, predictor, texts, json);
        }
    } catch (const Error&) {
        predict(model, predictor, texts, json); // the lines before the invalid line
        throw;
    }
    predict(model, predictor, texts, json);
}

int run(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0));
    const std::string path = arguments.operand_count() > 1 ? arguments.operand(1) : "-";
    const bool replace_invalid =
        arguments.has("--replace-invalid") || model.config.data.reader.replaces_invalid();
    Threads threads(arguments.threads());
    Predictor predictor(model.classifier, threads);
    const std::unique_ptr<std::istream> input = open_input(path);
    LineReader lines(*input, input_name(path), replace_invalid);
    predict_lines(lines, model, predictor, arguments.has("--json"));
    return 0;
}

} // namespace

const Command kPredict{
    "predict", "MODEL [FILE|-]",
    "predict the label of each line of a file\n\n"
    "Prints label<TAB>probability for every line of FILE (default: standard input), also for\n"
    "empty lines. MODEL is a model.safetensors or a run directory.",
    1, 2,
    {kJsonOption,
     {"--replace-invalid", nullptr, "replace bytes that are not UTF-8 by U+FFFD"},
     kThreadsOption},
    run};

} // namespace textrnn
