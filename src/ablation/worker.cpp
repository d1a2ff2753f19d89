// Does a run and stores its result as a JSON record, and reads it again.
#include "ablation/worker.h"

#include "ablation/cost.h"
#include "ablation/parity.h"
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
        events.progress(done, text);
        return !events.should_stop();
    };
}

template <class Record>
MaybeJson json_of(const std::optional<Record>& record) {
    return record ? MaybeJson(record_to_json(*record)) : MaybeJson();
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
        if (!json.find("epoch")) continue;
        record_from_json(json, epochs.emplace_back(), path);
        seconds = epochs.back().seconds += seconds; // in the file: of the epoch alone
    }
    return epochs;
}

std::optional<TrainedRun> do_training(const Run& run, const std::string& directory,
                                      Threads& threads, const WorkerEvents& events) {
    TrainEvents train_events;
    train_events.should_stop = events.should_stop;
    train_events.step = [&](const StepReport& report) {
        events.progress(report.fraction,
                        run.name + ", epoch " + std::to_string(report.epoch) + "/" +
                            std::to_string(report.epochs) + ", loss " + fixed(report.loss, 4));
    };
    const TrainOutcome outcome = train(run.config, directory, true, threads, train_events);
    if (outcome.interrupted) return {};
    TrainedRun result;
    result.arm = run.name;
    result.seed = run.config.train.seed;
    result.id = run.id;
    const Model model = load_model(directory);
    for (const Parameter& p : model.classifier.parameters()) result.parameters += p.value.size();
    result.best_epoch = outcome.best_epoch;
    result.dev_accuracy = outcome.best_dev_accuracy;
    result.test_accuracy = outcome.test->accuracy;
    result.test_loss = outcome.test->loss;
    result.right = outcome.test->right;
    result.epochs = epochs_of(directory);
    for (const EpochFigures& e : result.epochs) result.seconds = e.seconds; // of the last
    return result;
}

MaybeJson result_of(const Run& run, const std::string& directory, Threads& threads,
                    const WorkerEvents& events) {
    if (run.kind == RunKind::kTraining)
        return json_of(do_training(run, directory, threads, events));
    if (run.kind == RunKind::kParity)
        return json_of(compare_training(run, threads, forwarded(events, run.name)));
    return json_of(measure_cost(run.config, forwarded(events, "cost of a step")));
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
    const MaybeJson result = result_of(run, directory, threads, events);
    if (!result) return Outcome::kStopped;
    replace_file(result_file(out, run), result->pretty() + "\n");
    return Outcome::kDone;
}

void add_result(const Run& run, const std::string& out, Results& results) {
    const std::string file = result_file(out, run);
    const Json json = Json::parse(read_file(file), file);
    if (run.kind == RunKind::kTraining) {
        record_from_json(json, results.trained.emplace_back(), file);
    } else if (run.kind == RunKind::kParity) {
        record_from_json(json, results.parity.emplace_back(), file);
    } else {
        CostRun cost;
        record_from_json(json, cost, file);
        results.cost_shape = cost.shape;
        results.cost = cost.points;
        results.machine.flops_per_second = cost.flops_per_second;
        results.machine.bytes_per_second = cost.bytes_per_second;
    }
}

} // namespace textrnn
