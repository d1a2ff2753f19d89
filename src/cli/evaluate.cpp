// textrnn evaluate: measures the accuracy, loss and F1 of a model on a labelled file.
#include "cli/arguments.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "core/threads.h"
#include "data/corpus.h"
#include "io/text.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace textrnn {

namespace {

using Table = std::vector<std::vector<std::string>>;

constexpr Index kMostLabels = 20; // with which the confusion matrix is printed

void print_matrix(const Evaluation& e, const std::vector<std::string>& labels) {
    Table matrix{{""}};
    matrix[0].insert(matrix[0].end(), labels.begin(), labels.end());
    for (const std::string& label : labels) {
        matrix.emplace_back(labels.size() + 1, "0");
        matrix.back()[0] = label;
    }
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

int run(const Arguments& arguments) {
    const std::optional<std::string> data = arguments.last("--data");
    if (!data) throw Error(ExitCode::kUsage, "evaluate: --data FILE is missing");
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
    run};

} // namespace textrnn
