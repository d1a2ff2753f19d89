// Does a run and stores its result: one function per kind of run returns the result as JSON, or
// nothing if stopped.
#include "ablation/worker.h"

#include "ablation/cost.h"
#include "ablation/parity.h"
#include "ablation/records.h"
#include "io/file.h"
#include "io/format.h"
#include "io/posix.h"
#include "train/trainer.h"

#include <filesystem>

namespace textrnn {

namespace {

using MaybeJson = std::optional<Json>;

ContinueCallback forwarded(const WorkerEvents& events, const std::string& text) {
    return [&events, text](double done) {
        if (events.progress) events.progress(done, text);
        return !(events.should_stop && events.should_stop());
    };
}

MaybeJson do_cost(const Run& run, const WorkerEvents& events) {
    const auto cost = measure_cost(run.config, forwarded(events, "cost of a step"));
    return cost ? MaybeJson(to_json(*cost)) : MaybeJson();
}

MaybeJson do_parity(const Run& run, Threads& threads, const WorkerEvents& events) {
    auto parity = compare_training(run.config, run.other, threads, forwarded(events, run.name));
    if (!parity) return {};
    parity->name = run.name;
    return to_json(*parity);
}

// Reads metrics.jsonl; its last line, the test figures, has no epoch and is skipped.
std::vector<EpochFigures> epochs_of(const std::string& directory) {
    std::vector<EpochFigures> epochs;
    const std::string path = directory + "/metrics.jsonl";
    const auto file = open_input(path);
    LineReader lines(*file, path);
    double seconds = 0;
    for (std::string line; lines.next(line);) {
        const Json json = Json::parse(line, path);
        const auto number = [&](const char* name) {
            const Json* member = json.find(name);
            return member ? member->number() : 0;
        };
        if (!json.find("epoch")) continue;
        seconds += number("seconds");
        epochs.push_back({static_cast<Index>(number("epoch")), seconds, number("train_loss"),
                          number("dev_loss"), number("dev_accuracy")});
    }
    return epochs;
}

MaybeJson do_training(const Run& run, const std::string& directory, Threads& threads,
                      const WorkerEvents& events) {
    TrainEvents train_events;
    train_events.should_stop = events.should_stop;
    train_events.step = [&](const TrainProgress& now) {
        if (!events.progress) return;
        const std::string epoch = std::to_string(now.epoch) + "/" + std::to_string(now.epochs);
        events.progress(now.fraction,
                        run.name + ", epoch " + epoch + ", loss " + fixed(now.train_loss, 4));
    };
    const auto outcome = train(run.config, directory, true, threads, train_events);
    if (!outcome) return {};
    TrainedRun result;
    result.arm = run.name;
    result.seed = run.config.train.seed;
    result.id = run.id;
    const Model model = load_model(directory);
    for (const Parameter& p : model.classifier.parameters()) result.parameters += p.value.size();
    result.best_epoch = outcome->best_epoch;
    result.dev_accuracy = outcome->best_dev_accuracy;
    result.test_accuracy = outcome->test->accuracy;
    result.test_loss = outcome->test->loss;
    result.right = outcome->test->right;
    result.epochs = epochs_of(directory);
    result.seconds = result.epochs.empty() ? 0 : result.epochs.back().seconds;
    return to_json(result);
}

} // namespace

std::string run_directory(const std::string& out, const Run& run) {
    return out + "/runs/" + run.id;
}

std::string result_file(const std::string& out, const Run& run) {
    return run_directory(out, run) + "/result.json";
}

Outcome do_run(const Run& run, const std::string& out, Threads& threads,
               const WorkerEvents& events) {
    const std::string directory = run_directory(out, run);
    make_directories(directory);
    const FileLock lock(directory + "/worker.lock");
    if (!lock.is_held()) return Outcome::kBusy;
    if (std::filesystem::exists(result_file(out, run))) return Outcome::kDoneBefore;
    const MaybeJson result =
        run.kind == RunKind::kCost     ? do_cost(run, events)
        : run.kind == RunKind::kParity ? do_parity(run, threads, events)
                                       : do_training(run, directory, threads, events);
    if (!result) return Outcome::kStopped;
    replace_file(result_file(out, run), result->pretty() + "\n");
    return Outcome::kDone;
}

} // namespace textrnn
