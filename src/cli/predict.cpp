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
#include <utility>

namespace textrnn {

namespace {

constexpr Index kMostLines = 1024, kMostTokens = Index{1} << 20; // predicted together
constexpr const char* kNoMemory = "out of memory; try a shorter text, or a smaller text.max_length";
constexpr const char* kOverflow = "the prediction overflows: the weights of the model are too large";

// Answers each line of a file, in order. An answer never waits for the next line.
class LineService {
public:
    LineService(const Arguments& arguments, const Model& model, Threads& threads, LineReader& lines,
                const std::string& name)
        : model_(model), threads_(threads), predictor_(std::in_place, model.classifier, threads),
          lines_(lines), name_(name), is_json_(arguments.has("--json")),
          keeps_going_(arguments.has("--keep-going")) {}

    // Reads to the end. Throws at the first line with an error; with --keep-going, answers it by
    // the error, and throws Error(kBadData) at the end.
    void run() {
        try {
            while (read())
                if (errors_.size() == kMostLines || texts_.ids.size() >= kMostTokens ||
                    lines_.would_wait())
                    answer_all();
        } catch (const Error&) {
            answer_all(); // the lines before the error
            throw;
        }
        answer_all();
        if (failed_ > 0)
            throw Error(ExitCode::kBadData, name_ + ": " + std::to_string(failed_) + " of " +
                                                std::to_string(lines_.line_number()) +
                                                " lines have an error as answer");
    }

private:
    // Appends the next line to the pending texts; false at the end. A line with an error has a text
    // of one unknown word, so that all lines have a row of logits.
    bool read() {
        std::string line, error;
        try {
            if (!lines_.next(line)) return false;
        } catch (const Error& failure) {
            error = reason(failure);
            line.clear();
        }
        try {
            tokenize(line, model_.config.text, tokens_);
            texts_.add(tokens_.words, model_.vocabulary);
        } catch (const std::bad_alloc&) {
            error = reason(kNoMemory, lines_.line_number());
            texts_.ids.resize(texts_.begins.back());
            texts_.add({""}, model_.vocabulary);
        }
        errors_.push_back(error);
        return true;
    }

    // The error as an answer; without --keep-going, throws it.
    std::string reason(const Error& failure) {
        if (failure.code() == ExitCode::kIo) throw failure;
        if (!keeps_going_)
            throw Error(failure.code(), failure.what() + std::string("; to answer such a line with "
                                                                     "an error, set --keep-going"));
        return printable_line(failure.what());
    }
    std::string reason(const char* problem, Index line) {
        return reason({ExitCode::kRuntime, name_ + ":" + std::to_string(line) + ": " + problem});
    }

    // Answers the pending lines and removes them.
    void answer_all() {
        const Dataset texts = std::exchange(texts_, {});
        std::vector<std::string> errors = std::exchange(errors_, {});
        answer(texts, errors, lines_.line_number() - errors.size() + 1);
        if (!std::cout.flush()) throw Error(ExitCode::kIo, "stdout: writing failed");
    }

    // Answers lines from number `first` on; each alone if memory does not suffice for all.
    void answer(const Dataset& texts, std::span<std::string> errors, Index first) {
        Storage logits(texts.size() * model_.labels.size());
        try {
            logits = predictor_->logits(texts);
        } catch (const std::bad_alloc&) {
            predictor_.emplace(model_.classifier, threads_); // frees its memory
            if (texts.size() == 1) errors[0] = reason(kNoMemory, first);
            for (Index i = 0; texts.size() > 1 && i < texts.size(); ++i)
                answer({{texts.tokens(i).begin(), texts.tokens(i).end()}, {0, texts.length(i)}, {}},
                       errors.subspan(i, 1), first + i);
            if (texts.size() > 1) return;
        }
        for (Index i = 0; i < texts.size(); ++i)
            print(logits.data() + i * model_.labels.size(), errors[i], first + i);
    }

    void print(const Real* logits, std::string& error, Index line) {
        std::vector<Real> probabilities(model_.labels.size());
        softmax_row(logits, probabilities.size(), probabilities.data());
        const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
        if (error.empty() && !(std::abs(sum - 1) < 1e-3)) error = reason(kOverflow, line); // or NaN
        if (error.empty()) return print_prediction(probabilities);
        ++failed_;
        std::cout << (is_json_ ? Json(Json::Object{{"error", error}}).dump() : "!error\t" + error)
                  << "\n";
    }

    void print_prediction(const std::vector<Real>& probabilities) const {
        const auto largest = std::max_element(probabilities.begin(), probabilities.end());
        const auto probability = static_cast<double>(*largest);
        const std::string& label = model_.labels[static_cast<Index>(largest - probabilities.begin())];
        if (!is_json_) {
            const bool is_escaped = keeps_going_ && label.find_first_of("!\\") == 0;
            std::cout << (is_escaped ? "\\" : "") << printable(label) << '\t'
                      << fixed(probability, 6) << "\n";
            return;
        }
        Json::Object all;
        for (Index c = 0; c < model_.labels.size(); ++c)
            all.emplace_back(model_.labels[c], static_cast<double>(probabilities[c]));
        const Json::Object object{
            {"label", label}, {"probability", probability}, {"probabilities", all}};
        std::cout << Json(object).dump() << "\n";
    }

    const Model& model_;
    Threads& threads_;
    std::optional<Predictor> predictor_;
    LineReader& lines_;
    std::string name_;
    bool is_json_, keeps_going_;
    Tokens tokens_;
    Dataset texts_;                   // of the pending lines
    std::vector<std::string> errors_; // of the pending lines; "": none
    Index failed_ = 0;                // lines that were answered by an error
};

int run(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0));
    const std::string path = arguments.operand_count() > 1 ? arguments.operand(1) : "-";
    const bool replace_invalid =
        arguments.has("--replace-invalid") || model.config.data.reader.replaces_invalid();
    Threads threads(arguments.threads());
    const std::unique_ptr<std::istream> input = open_input(path);
    LineReader lines(*input, input_name(path), replace_invalid);
    LineService(arguments, model, threads, lines, input_name(path)).run();
    return 0;
}

} // namespace

const Command kPredict{
    "predict", "MODEL [FILE|-]",
    "predict the label of each line of a file\n\n"
    "Prints label<TAB>probability for every line of FILE (default: standard input), also for\n"
    "empty lines. MODEL is a model.safetensors or a run directory. With --keep-going, a line with\n"
    "an error is answered by !error<TAB>REASON (with --json: {\"error\": REASON}), and the exit code\n"
    "is 65 at the end; a label that begins with ! or \\ is then printed after a \\.",
    1, 2,
    {kJsonOption,
     {"--keep-going", nullptr, "answer a line that cannot be predicted by an error, and go on"},
     {"--replace-invalid", nullptr, "replace NUL and bytes that are not UTF-8 by U+FFFD"},
     kThreadsOption},
    run};

} // namespace textrnn
