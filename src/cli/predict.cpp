// textrnn predict: prints one answer per input line, in order: a prediction or an error. Lines that
// are already available are predicted together; an answer never waits for the next line.
// textrnn evaluate: measures the accuracy, loss and F1 of a model on a labelled file.
#include "cli/arguments.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "core/threads.h"
#include "data/corpus.h"
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

// Answers the lines of the file `name`.
class LinePredictor {
public:
    LinePredictor(const Arguments& arguments, const Model& model, const std::string& name)
        : model_(model), name_(name), json_(arguments.has("--json")),
          keeps_going_(arguments.has("--keep-going")), threads_(arguments.threads()) {}

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
                answer_error(error.code(), error.what());
            } catch (const std::bad_alloc&) {
                if (line.size() <= kLongLine) throw;
                texts_ = {}; // a part of the long line
                predictor_.reset();
                refuse_next("out of memory; try a shorter text");
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
        if (!(std::abs(sum - 1) < 1e-3)) return refuse_next(kOverflowText); // also for NaN
        ++answered_;
        const auto largest = std::ranges::max_element(probabilities);
        const auto probability = static_cast<double>(*largest);
        const std::string& label =
            model_.labels[static_cast<Index>(largest - probabilities.begin())];
        const bool is_escaped = keeps_going_ && label.find_first_of("!\\") == 0;
        if (json_)
            std::cout << to_json(label, probability, probabilities).dump() << "\n";
        else
            std::cout << (is_escaped ? "\\" : "") << printable(label) << '\t'
                      << fixed(probability, 6) << "\n";
    }

    Json to_json(const std::string& label, double probability, std::span<const Real> all) const {
        Json::Object object;
        for (Index c = 0; c < all.size(); ++c)
            object.emplace_back(model_.labels[c], static_cast<double>(all[c]));
        return Json::Object{
            {"label", label}, {"probability", probability}, {"probabilities", object}};
    }

    // Without --keep-going, throws the error.
    void answer_error(ExitCode code, const std::string& line) {
        const std::string text = printable_line(line);
        if (!keeps_going_)
            throw Error(code, text + "; to go on after such a line, use --keep-going");
        const Json object = Json::Object{{"error", text}};
        std::cout << (json_ ? object.dump() : "!error\t" + text) << std::endl;
        ++answered_;
        ++errors_;
    }

    // Answers the line after the lines that are answered.
    void refuse_next(const char* problem) {
        answer_error(ExitCode::kRuntime,
                     name_ + ":" + std::to_string(answered_ + 1) + ": " + problem);
    }

    const Model& model_;
    const std::string name_;
    const bool json_, keeps_going_;
    Threads threads_;
    std::optional<Predictor> predictor_;
    Tokens tokens_;
    Dataset texts_;      // pending: read, but not answered
    Index answered_ = 0; // lines
    Index errors_ = 0;   // lines that were answered by an error
};

int predict_lines(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0));
    const std::string path = arguments.operand_count() > 1 ? arguments.operand(1) : "-";
    const bool replace_invalid =
        arguments.has("--replace-invalid") || model.config.data.reader.replaces_invalid();
    const std::unique_ptr<std::istream> input = open_input(path);
    LineReader lines(*input, input_name(path), replace_invalid);
    LinePredictor(arguments, model, input_name(path)).run(lines);
    return 0;
}

using Table = std::vector<std::vector<std::string>>;

constexpr Index kMostLabels = 20; // with which the confusion matrix is printed

void print_matrix(const Evaluation& e, const std::vector<std::string>& labels) {
    Table matrix(labels.size() + 1, std::vector<std::string>(labels.size() + 1, "0"));
    matrix[0][0] = "";
    for (Index c = 0; c < labels.size(); ++c) matrix[0][c + 1] = matrix[c + 1][0] = labels[c];
    for (const auto& [pair, count] : e.confusion)
        matrix[pair.first + 1][pair.second + 1] = std::to_string(count);
    std::cout << "\nconfusion matrix (rows: true label, columns: predicted)\n";
    print_table(matrix);
}

void print_evaluation(const Evaluation& e, const std::vector<std::string>& labels) {
    std::cout << "accuracy  " << percent(e.accuracy) << " of " << e.examples << " examples\n"
              << "loss      " << fixed(e.loss, 4) << "\n"
              << "macro F1  " << fixed(e.macro_f1, 4) << "\n\n";
    Table figures{{"label", "precision", "recall", "f1", "support"}};
    for (Index c = 0; c < labels.size(); ++c) {
        const ClassFigures& f = e.per_class[c];
        figures.push_back({labels[c], fixed(f.precision, 4), fixed(f.recall, 4), fixed(f.f1, 4),
                           std::to_string(f.support)});
    }
    print_table(figures);
    if (labels.size() <= kMostLabels) print_matrix(e, labels);
}

int evaluate_file(const Arguments& arguments) {
    const std::optional<std::string> data = arguments.last("--data");
    if (!data) arguments.refuse("--data FILE is missing");
    Model model = load_model(arguments.operand(0));
    if (const auto format = arguments.last("--format")) model.config.data.reader.format = *format;
    Threads threads(arguments.threads());
    const Dataset dataset = read_dataset(*data, model.config.data.reader, model.config.text,
                                         model.vocabulary, model.labels);
    const auto evaluation = evaluate(model.classifier, dataset, threads);
    if (!std::isfinite(evaluation->loss)) throw Error(ExitCode::kRuntime, kOverflowText);
    if (arguments.has("--json"))
        std::cout << to_json(*evaluation, model.labels).dump() << "\n";
    else
        print_evaluation(*evaluation, model.labels);
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
    predict_lines};

const Command kEvaluate{
    "evaluate", "MODEL",
    "measure the accuracy of a model on a labelled file\n\n"
    "MODEL is a model.safetensors or a run directory. Format, columns and tokenizer are those\n"
    "of the config in the model. More than 20 labels have their confusion matrix in --json only.",
    1, 1,
    {{"--data", "FILE", "labelled file, or - for standard input"},
     {"--format", "NAME", "format of the file: auto, tsv, csv, ... (default: data.format)"},
     kJsonOption,
     kThreadsOption},
    evaluate_file};

} // namespace textrnn
