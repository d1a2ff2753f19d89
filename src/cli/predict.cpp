// textrnn predict: prints one answer per input line, in order: a prediction or an error. Lines that
// are already available are predicted together; an answer never waits for the next line.
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
#include <utility>

namespace textrnn {

namespace {

constexpr Index kMostLines = 1024;          // predicted together
constexpr Index kLongLine = Index{256} << 10; // bytes; a longer line is predicted alone

void print(const Model& model, const std::vector<Real>& probabilities, const Arguments& arguments) {
    const auto largest = std::max_element(probabilities.begin(), probabilities.end());
    const auto probability = static_cast<double>(*largest);
    const std::string& label = model.labels[static_cast<Index>(largest - probabilities.begin())];
    if (!arguments.has("--json")) {
        const bool is_escaped = arguments.has("--keep-going") && label.find_first_of("!\\") == 0;
        std::cout << (is_escaped ? "\\" : "") << printable(label) << '\t' << fixed(probability, 6)
                  << "\n";
        return;
    }
    Json::Object all;
    for (Index c = 0; c < model.labels.size(); ++c)
        all.emplace_back(model.labels[c], static_cast<double>(probabilities[c]));
    const Json::Object object{
        {"label", label}, {"probability", probability}, {"probabilities", all}};
    std::cout << Json(object).dump() << "\n";
}

// Answers the lines of the file `name`.
class LinePredictor {
public:
    LinePredictor(const Arguments& arguments, const Model& model, const std::string& name)
        : arguments_(arguments), model_(model), name_(name), threads_(arguments.threads()) {}

    // Answers each line as soon as the next line is not available yet, or enough lines are pending.
    // Throws the first error of a line; with --keep-going, Error(kBadData) after the last line.
    void run(LineReader& lines) {
        for (std::string line;; line.clear()) {
            try {
                if (!lines.next(line)) break;
                const bool is_long = line.size() > kLongLine;
                if (is_long) answer_pending();
                tokenize(line, model_.config.text, tokens_);
                texts_.add(tokens_.words, model_.vocabulary);
                if (texts_.size() == kMostLines || is_long || lines.would_wait()) answer_pending();
            } catch (const Error& error) {
                answer_pending(); // the lines before the error
                if (error.code() != ExitCode::kBadData) throw;
                answer_error(error);
            } catch (const std::bad_alloc&) {
                if (line.size() <= kLongLine) throw;
                texts_ = {}; // a part of the long line
                predictor_.reset();
                answer_error(error_of_next("out of memory; try a shorter text"));
            }
        }
        answer_pending();
        if (errors_ > 0)
            throw Error(ExitCode::kBadData, name_ + ": " + std::to_string(errors_) + " of " +
                                                std::to_string(answered_) + " lines have errors");
    }

private:
    void answer_pending() {
        const Dataset texts = std::exchange(texts_, {});
        if (!predictor_) predictor_.emplace(model_.classifier, threads_);
        const Storage logits = predictor_->logits(texts);
        for (Index i = 0; i < texts.size(); ++i) answer(logits.data() + i * model_.labels.size());
        if (!std::cout.flush()) throw Error(ExitCode::kIo, "stdout: writing failed");
    }

    void answer(const Real* logits) {
        std::vector<Real> probabilities(model_.labels.size());
        softmax_row(logits, probabilities.size(), probabilities.data());
        const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
        if (!(std::abs(sum - 1) < 1e-3)) // also true for NaN
            return answer_error(error_of_next("the prediction overflows: the weights of the model "
                                              "are too large"));
        print(model_, probabilities, arguments_);
        ++answered_;
    }

    // Without --keep-going, throws the error.
    void answer_error(const Error& error) {
        const std::string text = printable_line(error.what());
        if (!arguments_.has("--keep-going"))
            throw Error(error.code(), text + "; to go on after such a line, use --keep-going");
        const Json object = Json::Object{{"error", text}};
        std::cout << (arguments_.has("--json") ? object.dump() : "!error\t" + text) << std::endl;
        ++answered_;
        ++errors_;
    }

    // Of the line after the lines that are answered.
    Error error_of_next(const char* problem) const {
        const std::string number = std::to_string(answered_ + 1);
        return {ExitCode::kRuntime, name_ + ":" + number + ": " + problem};
    }

    const Arguments& arguments_;
    const Model& model_;
    std::string name_;
    Threads threads_;
    std::optional<Predictor> predictor_;
    Tokens tokens_;
    Dataset texts_;      // pending: read, but not answered
    Index answered_ = 0; // lines
    Index errors_ = 0;   // lines that were answered by an error
};

int run(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0));
    const std::string path = arguments.operand_count() > 1 ? arguments.operand(1) : "-";
    const bool replace_invalid =
        arguments.has("--replace-invalid") || model.config.data.reader.replaces_invalid();
    const std::unique_ptr<std::istream> input = open_input(path);
    LineReader lines(*input, input_name(path), replace_invalid);
    LinePredictor(arguments, model, input_name(path)).run(lines);
    return 0;
}

} // namespace

const Command kPredict{
    "predict", "MODEL [FILE|-]",
    "predict the label of each line of a file\n\n"
    "Prints label<TAB>probability for every line of FILE (default: standard input), also for\n"
    "empty lines. MODEL is a model.safetensors or a run directory. With --keep-going, the answer\n"
    "to a line with an error is !error<TAB>REASON (with --json: {\"error\": REASON}), and the\n"
    "exit code at the end is 65; a label that begins with ! or \\ is printed with a \\ in front.",
    1, 2,
    {kJsonOption,
     {"--keep-going", nullptr, "answer a line that cannot be predicted by an error, and go on"},
     {"--replace-invalid", nullptr, "replace NUL and bytes that are not UTF-8 by U+FFFD"},
     kThreadsOption},
    run};

} // namespace textrnn
