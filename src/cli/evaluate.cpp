// textrnn evaluate: measures the accuracy, loss and F1 of a model on a labelled file.
#include "cli/study.h"
#include "core/threads.h"
#include "train/evaluation.h"

#include <filesystem>
#include <iostream>

namespace textrnn {

constexpr Index kMostLabels = 20; // of a confusion matrix, and rows of the list of confusions

static void print_matrix(const Evaluation& e, const std::vector<std::string>& labels) {
    TextTable matrix(labels.size() + 1, std::vector<std::string>(labels.size() + 1, "0"));
    matrix[0][0] = "";
    for (Index c = 0; c < labels.size(); ++c) matrix[0][c + 1] = matrix[c + 1][0] = labels[c];
    for (const auto& [pair, count] : e.confusion)
        matrix[pair.first + 1][pair.second + 1] = std::to_string(count);
    std::cout << "\nconfusion matrix (rows: true label, columns: predicted)\n";
    print_table(matrix);
}

static void print_confusions(const Evaluation& e, const std::vector<std::string>& labels) {
    std::multimap<Index, std::pair<Index, Index>, std::greater<>> wrong; // by count
    for (const auto& [pair, count] : e.confusion)
        if (pair.first != pair.second) wrong.emplace(count, pair);
    TextTable table{{"label", "predicted", "count"}};
    for (const auto& [count, pair] : wrong)
        if (table.size() <= kMostLabels)
            table.push_back({labels[pair.first], labels[pair.second], std::to_string(count)});
    std::cout << "\nmost frequent confusions (all: --json)\n";
    print_table(table);
}

static void print_evaluation(const Evaluation& e, const std::vector<std::string>& labels) {
    std::cout << "accuracy  " << percent(e.accuracy) << " of " << grouped(e.judgements.size())
              << " examples\nloss      " << fixed(e.loss, 4) << "\n"
              << "macro F1  " << fixed(e.macro_f1, 4) << "\n"
              << "ECE       " << fixed(e.ece, 4) << "\n\n";
    TextTable figures{{"label", "precision", "recall", "f1", "support"}};
    for (Index c = 0; c < labels.size(); ++c) {
        const ClassFigures& f = e.per_class[c];
        figures.push_back({labels[c], fixed(f.precision, 4), fixed(f.recall, 4), fixed(f.f1, 4),
                           std::to_string(f.support)});
    }
    print_table(figures);
    if (labels.size() <= kMostLabels) print_matrix(e, labels);
    else print_confusions(e, labels);
}

// The text as a field of a TSV file: \t, \r, \n and \\ for tab, CR, LF and backslash.
static std::string tsv_field(const std::string& text) {
    return replaced(text, {{'\t', "\\t"}, {'\r', "\\r"}, {'\n', "\\n"}, {'\\', "\\\\"}});
}

// One row per record, the largest loss first.
static void write_predictions(const std::string& path, const std::vector<Example>& records,
                              const Evaluation& e, const std::vector<std::string>& labels) {
    std::vector<Index> order = numbers_below(records.size());
    std::ranges::stable_sort(order, std::greater(), [&](Index i) { return e.judgements[i].loss; });
    std::string table = "line\tlabel\tpredicted\tprobability\tloss\ttext\n";
    for (const Index i : order) {
        const auto& [predicted, loss, probability] = e.judgements[i];
        const auto& [label, text, line, file] = records[i];
        std::string place = file;
        if (line > 0) place += (file.empty() ? "" : ":") + std::to_string(line);
        table += tsv_field(place) + "\t" + label + "\t" + labels[predicted] + "\t" +
                 shortest(probability) + "\t" + shortest(loss) + "\t" + tsv_field(text) + "\n";
    }
    replace_file(path, table);
}

// True if the path is the file, or lies in the folder.
static bool is_inside(const std::string& path, const std::string& file) {
    std::error_code ignored; // of files that do not exist
    const auto folder = std::filesystem::canonical(file, ignored);
    const auto rest = std::filesystem::weakly_canonical(path, ignored).lexically_relative(folder);
    return !folder.empty() && !rest.empty() && *rest.begin() != "..";
}

static void evaluate_file(const Arguments& arguments) {
    const std::optional<std::string> data = arguments.last("--data");
    if (!data) arguments.refuse("--data FILE is missing");
    if (arguments.all("--data").size() > 1) arguments.refuse("--data: expected one file");
    const std::optional<std::string> predictions = arguments.last("--predictions");
    if (predictions == "-") arguments.refuse("--predictions: expected a file, found -");
    const std::string path = model_path(arguments.operand(0));
    std::vector<std::string> inputs{*data == "-" ? "/dev/stdin" : *data, path};
    for (const char* name :
         {"checkpoint.safetensors", "config.toml", "metrics.jsonl", "curve.svg", "lock"})
        // Not path::replace_filename(): libstdc++ 12's crashes if memory runs out.
        inputs.push_back(path.substr(0, path.rfind('/') + 1) + name);
    if (is_regular_file(status_of("/dev/stdout"))) inputs.push_back("/dev/stdout");
    for (const std::string& input : inputs)
        if (predictions && is_inside(*predictions, input))
            arguments.refuse("--predictions " + *predictions + " would replace " + input);
    const Model model = load_for(arguments);
    Threads threads(arguments.threads());
    std::vector<Example> records; // for --predictions
    const Dataset texts = encode(*data, model.config.data.reader, model.config.text,
                                 model.vocabulary, model.labels, [&](Example& record) {
                                     if (predictions) records.push_back(std::move(record));
                                 });
    std::cerr << note_lines(texts.notes);
    const auto evaluation = evaluate(model.classifier, texts, threads);
    if (!std::isfinite(evaluation->loss)) throw Error(ExitCode::kRuntime, kOverflowText);
    if (predictions) write_predictions(*predictions, records, *evaluation, model.labels);
    if (arguments.has("--json")) std::cout << to_json(*evaluation, model.labels).dump() << "\n";
    else print_evaluation(*evaluation, model.labels);
}

const Command kEvaluate{
    "evaluate", "MODEL", 1, 1,
    "measure the accuracy of a model on a labelled file\n\n"
    "MODEL is a model.safetensors or a run directory. Format, columns and tokenizer\n"
    "are those of the config in the model. ECE is the expected calibration error in\n"
    "15 equal bins. Over 20 labels, the most frequent confusions replace the\n"
    "confusion matrix.",
    {{"--data", "FILE", "labelled file, or - for standard input"},
     {"--format", "NAME", "format: auto, tsv, csv, ... (default: data.format)"},
     kDataOption,
     {"--predictions", "FILE", "write predictions as unquoted TSV, largest loss first"},
     kJsonOption, kHalfOption, kThreadsOption},
    evaluate_file};

} // namespace textrnn
