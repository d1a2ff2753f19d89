// textrnn train: runs the training loop, with a progress line on the terminal and a line an epoch.
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/progress_line.h"
#include "core/threads.h"
#include "io/posix.h"
#include "train/trainer.h"

#include <cmath>
#include <filesystem>
#include <iostream>

namespace textrnn {

namespace {

std::string default_directory(const std::string& config) {
    const std::string stem = std::filesystem::path(config).stem().string();
    return "runs/" + (config == "-" || stem.empty() ? "stdin" : stem);
}

std::string progress_text(const StepReport& r) {
    return "epoch " + std::to_string(r.epoch) + "/" + std::to_string(r.epochs) + "  loss " +
           fixed(r.loss, 4) + "  " + with_prefix(r.tokens_per_second) + " tokens/s  " +
           duration(r.seconds_left) + " left";
}

std::string epoch_text(const EpochReport& r) {
    std::string text = "epoch " + std::to_string(r.epoch) + "/" + std::to_string(r.epochs) +
                       "  train loss " + fixed(r.train_loss, 4);
    if (!std::isnan(r.dev_loss))
        text += "  dev loss " + fixed(r.dev_loss, 4) + "  dev accuracy " +
                percent(r.dev_accuracy) + (r.is_best ? " *" : "  ");
    return text + "  " + with_prefix(r.tokens_per_second) + " tokens/s  " +
           duration(r.seconds);
}

int finish(const TrainOutcome& outcome, const std::string& directory, bool quiet) {
    if (outcome.interrupted) {
        std::cerr << "stopped; go on with the same command and --resume\n";
        return 128 + stop_signal();
    }
    if (!quiet)
        std::cerr << "best epoch " << outcome.best_epoch << "; the model is " << directory
                  << "/model.safetensors\n";
    if (outcome.test)
        std::cout << "test accuracy " << percent(outcome.test->accuracy) << "  loss "
                  << fixed(outcome.test->loss, 4) << "  macro F1 "
                  << fixed(outcome.test->macro_f1, 4) << "\n";
    return 0;
}

int run(const Arguments& arguments) {
    const std::string& path = arguments.operand(0);
    const Config config = load_config(path, arguments.all("--set"));
    const std::string directory = arguments.last("--out").value_or(default_directory(path));
    const bool quiet = arguments.has("--quiet");
    Threads threads(arguments.threads());
    catch_stop_signals();

    ProgressLine progress(!quiet);
    TrainEvents events;
    events.should_stop = [] { return stop_signal() != 0; };
    events.step = [&](const StepReport& r) { progress.update(r.fraction, progress_text(r)); };
    events.epoch = [&](const EpochReport& r) {
        progress.clear();
        if (!quiet) std::cerr << epoch_text(r) << std::endl;
    };
    const TrainOutcome outcome =
        train(config, directory, arguments.has("--resume"), threads, events);
    progress.clear();
    return finish(outcome, directory, quiet);
}

} // namespace

const Command kTrain{
    "train", "CONFIG",
    "train a model as a config file says\n\n"
    "The run directory receives config.toml (every key), metrics.jsonl (a line an epoch),\n"
    "model.safetensors (the best epoch) and checkpoint.safetensors (to go on from). An earlier\n"
    "run's files in it are moved to previous-N. Stopped by SIGINT or SIGTERM, it saves and exits\n"
    "with 130 or 143.",
    1, 1,
    {{"--set", "KEY=VALUE", "override a key of the config, e.g. model.cell=gru; may be repeated"},
     {"--out", "DIR", "run directory (default: runs/ and the config's name)"},
     {"--threads", "N", "threads (default: all); the result is the same for any number"},
     {"--resume", nullptr, "go on from the run directory's checkpoint, if there is one"},
     {"--quiet", nullptr, "print only the test result"}},
    run};

} // namespace textrnn
