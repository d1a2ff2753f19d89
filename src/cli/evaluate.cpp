// textrnn evaluate: measures the accuracy, loss and F1 of a model on a labelled file.
#include "cli/commands.h"
#include "cli/print.h"
#include "core/error.h"
#include "core/threads.h"
#include "data/corpus.h"
#include "train/model_file.h"

#include <iostream>

namespace textrnn {

namespace {

int run(const Arguments& arguments) {
    const std::optional<std::string> data = arguments.last("--data");
    if (!data) throw Error(ExitCode::kUsage, "evaluate: --data FILE is missing");
    Model model = load_model(arguments.operand(0));
    if (const auto format = arguments.last("--format")) model.config.data.reader.format = *format;
    Threads threads(arguments.threads());
    const Dataset dataset = load_dataset(*data, model.config.data.reader, model.config.text,
                                         model.vocabulary, model.labels);
    const auto evaluation = evaluate(model.classifier, dataset, threads);
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
    "of the config in the model.",
    1, 1,
    {{"--data", "FILE", "labelled file, or - for standard input"},
     {"--format", "NAME", "format of the file: auto, tsv, csv, ... (default: data.format)"},
     {"--json", nullptr, "print one JSON object"},
     {"--threads", "N", "number of threads (default: all cores)"}},
    run};

} // namespace textrnn
