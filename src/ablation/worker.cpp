// Does a run and stores its result as a JSON record, and reads it again.
#include "ablation/worker.h"

#include "io/file.h"
#include "io/posix.h"
#include "io/text.h"
#include "train/trainer.h"

#include <algorithm>
#include <filesystem>

namespace textrnn {

namespace {

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
    train_events.step = [&](const TrainProgress& now) {
        events.progress(now.fraction,
                        run.name + ", epoch " + std::to_string(now.epoch) + "/" +
                            std::to_string(now.epochs) + ", loss " + fixed(now.train_loss, 4));
    };
    const auto outcome = train(run.config, directory, true, threads, train_events);
    if (!outcome) return {};
    Index parameters = 0;
    const Model model = load_model(directory);
    for (const Parameter& p : model.classifier.parameters()) parameters += p.value.size();
    const std::vector<EpochFigures> epochs = epochs_of(directory);
    return TrainedRun{run.name, run.config.train.seed, run.id, parameters, outcome->best_epoch,
                      outcome->best_dev_accuracy, outcome->test->accuracy, outcome->test->loss,
                      epochs.empty() ? 0 : epochs.back().seconds, epochs, outcome->test->right};
}

// Writes the record to `file`; none: the run was stopped.
template <class Record>
Outcome store(const Run& run, const std::optional<Record>& record, const std::string& file) {
    if (!record) return Outcome::kStopped;
    if (!run.data.empty() && run.data != data_hash(run.config.data))
        throw Error(ExitCode::kBadData, run.id + ": the data have changed since this command "
                                                 "began; repeat it with --resume");
    replace_file(file, record_to_json(*record).pretty() + "\n");
    return Outcome::kDone;
}

void check(bool is_possible, const std::string& file) {
    if (!is_possible)
        throw Error(ExitCode::kBadData, file + ": belongs to another run, or its figures "
                                               "contradict each other; remove it to repeat the run");
}

} // namespace

std::string run_directory(const std::string& out, const std::string& run_id) {
    return out + "/runs/" + run_id;
}

std::string result_file(const std::string& out, const std::string& run_id) {
    return run_directory(out, run_id) + "/result.json";
}

Outcome do_run(const Run& run, const std::string& out, Threads& threads,
               const WorkerEvents& events) {
    const std::string directory = run_directory(out, run.id), file = result_file(out, run.id);
    make_directories(directory);
    const auto lock = lock_file(directory + "/worker.lock");
    if (!lock) return Outcome::kBusy;
    remove_partial_files(directory, {"result.json"});
    if (std::filesystem::exists(file)) return Outcome::kDoneBefore;
    if (run.kind == RunKind::kTraining)
        return store(run, do_training(run, directory, threads, events), file);
    if (run.kind == RunKind::kParity)
        return store(run, compare_training(run, threads, events), file);
    return store(run, measure_cost(run.config, events), file);
}

bool add_result(const Run& run, const std::string& out, Results& results) {
    const std::string file = result_file(out, run.id);
    if (!std::filesystem::exists(file)) return false;
    const Json json = Json::parse(read_file(file), file);
    if (run.kind == RunKind::kTraining) {
        TrainedRun& trained = results.trained.emplace_back();
        record_from_json(json, trained, file);
        check(trained.arm == run.name && trained.seed == run.config.train.seed &&
                  trained.id == run.id && trained.best_epoch <= trained.epochs.size() &&
                  std::max(trained.dev_accuracy, trained.test_accuracy) <= 1, file);
        for (const EpochFigures& epoch : trained.epochs) check(epoch.dev_accuracy <= 1, file);
    } else if (run.kind == RunKind::kParity) {
        ParityRun& parity = results.parity.emplace_back();
        record_from_json(json, parity, file);
        check(parity.name == run.name && parity.steps <= parity.whole &&
                  parity.equal_predictions <= parity.predictions, file);
    } else {
        CostRun cost;
        record_from_json(json, cost, file);
        results.cost_shape = cost.shape;
        results.cost = cost.points;
        results.machine.flops_per_second = cost.flops_per_second;
        results.machine.bytes_per_second = cost.bytes_per_second;
    }
    return true;
}

} // namespace textrnn
