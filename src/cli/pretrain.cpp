// textrnn pretrain: learns word vectors from texts without labels. Prints a progress line and one
// line per epoch to stderr.
#include "cli/arguments.h"
#include "cli/training.h"
#include "core/threads.h"
#include "io/posix.h"
#include "pretrain/pretrainer.h"
#include "train/run_directory.h"

#include <iostream>

namespace textrnn {

namespace {

int run(const Arguments& arguments) {
    const std::string& path = arguments.operand(0);
    const Config config = load_config(path, arguments.all("--set"));
    const std::string directory = arguments.last("--out").value_or("runs/" + run_name(path));
    const bool quiet = arguments.has("--quiet");
    RunDirectory{directory}.check_owner();
    Threads threads(arguments.threads());
    catch_stop_signals();
    ProgressLine line(!quiet);
    const bool finished =
        pretrain(config, directory, arguments.has("--resume"), threads, train_events(line, quiet));
    line.clear();
    if (!finished) return report_stop();
    if (!quiet) std::cerr << "the model is " << directory << "/model.safetensors\n";
    return 0;
}

} // namespace

const Command kPretrain{
    "pretrain",
    "CONFIG",
    "learn word vectors from texts without labels\n\n"
    "Trains the embedding layer on the texts of pretrain.text; the section [pretrain] of the\n"
    "config selects the method. Writes to the run directory: config.toml (all keys),\n"
    "metrics.jsonl (one line per epoch), checkpoint.safetensors (for --resume), and at the end\n"
    "model.safetensors, from which a classifier starts with model.start.",
    1,
    1,
    {kSetOption,
     {"--out", "DIR", "run directory (default: runs/ followed by the config's name)"},
     kThreadsOption,
     {"--resume", nullptr, "continue from the checkpoint in the run directory, if there is one"},
     kQuietOption},
    run};

} // namespace textrnn
