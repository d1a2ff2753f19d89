// textrnn train: trains a model. Prints a progress line and one line per epoch to stderr, the test
// result to stdout.
#include "cli/arguments.h"
#include "cli/training.h"
#include "core/threads.h"
#include "io/text.h"
#include "io/posix.h"
#include "train/run_directory.h"

#include <iostream>

namespace textrnn {

namespace {

int run(const Arguments& arguments) {
    const std::string& path = arguments.operand(0);
    const Config config = load_config(path, arguments.all("--set"));
    const std::string directory = arguments.last("--out").value_or("runs/" + run_name(path));
    const bool quiet = arguments.has("--quiet");
    Threads threads(arguments.threads());
    catch_stop_signals();
    ProgressLine line(!quiet);
    const auto outcome = train(config, directory, arguments.has("--resume"), threads,
                               train_events(line, quiet));
    line.clear();
    if (!outcome) return report_stop();
    if (!quiet)
        std::cerr << "best epoch " << outcome->best_epoch << "; the model is "
                  << printable(directory) << "/model.safetensors\n";
    if (outcome->test)
        std::cout << "test accuracy " << percent(outcome->test->accuracy) << "  loss "
                  << fixed(outcome->test->loss, 4) << "  macro F1 "
                  << fixed(outcome->test->macro_f1, 4) << "\n";
    return 0;
}

} // namespace

const Command kTrain{
    "train", "CONFIG",
    "train the model that a config file describes\n\n"
    "Writes to the run directory: config.toml (all keys), metrics.jsonl (one line per epoch),\n"
    "model.safetensors (of the best epoch) and checkpoint.safetensors (for --resume). Moves the\n"
    "files of an earlier run to previous-N. On SIGINT or SIGTERM, saves a checkpoint and exits\n"
    "with code 130 or 143.",
    1, 1,
    {kSetOption,
     {"--out", "DIR", "run directory (default: runs/ followed by the config's name)"},
     kThreadsOption,
     {"--resume", nullptr, "continue from the checkpoint in the run directory, if there is one"},
     kQuietOption},
    run};

} // namespace textrnn
