// textrnn evaluate: how good a model is on a labelled file.
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
    const Storage logits = Predictor(model.classifier, threads).logits(dataset);
    const Evaluation evaluation = evaluate_logits(logits, dataset.labels, model.labels.size());
    if (arguments.has("--json"))
        std::cout << to_json(evaluation, model.labels).dump() << "\n";
    else
        print_evaluation(evaluation, model.labels);
    return 0;
}

} // namespace

const Command kEvaluate{
    "evaluate", "MODEL",
    "measure a model on a labelled file\n\n"
    "MODEL is a model.safetensors or a run directory. The file is read as the model's training\n"
    "data were.",
    1, 1,
    {{"--data", "FILE", "the labelled file, or - for standard input"},
     {"--format", "NAME", "its format, if not the training data's: auto, tsv, csv, ..."},
     {"--json", nullptr, "print one JSON object"},
     {"--threads", "N", "threads (default: all)"}},
    run};

} // namespace textrnn
