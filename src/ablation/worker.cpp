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

constexpr const char* kResult = "/result.json";

// Reads metrics.jsonl; its last line, the test figures, has no epoch and is skipped.
std::vector<EpochFigures> epochs_of(const std::string& directory) {
    std::vector<EpochFigures> epochs;
    const std::string path = directory + "/metrics.jsonl";
    const auto file = open_input(path);
    LineReader lines(*file, path);
    double seconds = 0;
    for (std::string line; lines.next(line);) {
        if (line.find("\"epoch\"") == std::string::npos) continue;
        record_from_json(line, epochs.emplace_back(), path);
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
    for (const Parameter& p : model.classifier.parameters())
        if (!p.frozen) parameters += p.value.size();
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

bool fits(const TrainedRun& r, const Run& run, Index test_texts) {
    for (const EpochFigures& epoch : r.epochs)
        if (epoch.dev_accuracy > 1) return false;
    return r.arm == run.name && r.seed == run.config.train.seed && r.id == run.id &&
           r.best_epoch <= r.epochs.size() && std::max(r.dev_accuracy, r.test_accuracy) <= 1 &&
           r.right.size() == test_texts;
}

bool fits(const ParityRun& r, const Run& run) {
    return r.name == run.name && r.steps <= r.whole &&
           r.equal_predictions <= r.equal_labels && r.equal_labels <= r.predictions;
}

} // namespace

std::string run_directory(const std::string& out, const std::string& run_id) {
    return out + "/runs/" + run_id;
}

Outcome do_run(const Run& run, const std::string& out, Threads& threads,
               const WorkerEvents& events) {
    const std::string directory = run_directory(out, run.id), file = directory + kResult;
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
    const std::string file = run_directory(out, run.id) + kResult;
    if (!std::filesystem::exists(file)) return false;
    const std::string json = read_file(file);
    bool is_own = true;
    if (run.kind == RunKind::kTraining) {
        record_from_json(json, results.trained.emplace_back(), file);
        is_own = fits(results.trained.back(), run, results.test_examples);
    } else if (run.kind == RunKind::kParity) {
        record_from_json(json, results.parity.emplace_back(), file);
        is_own = fits(results.parity.back(), run);
    } else {
        CostRun cost;
        record_from_json(json, cost, file);
        results.cost_shape = cost.shape;
        results.cost = cost.points;
        results.machine.flops_per_second = cost.flops_per_second;
    }
    if (!is_own)
        throw Error(ExitCode::kBadData, file + ": its names or counts do not fit the run; remove "
                                               "the file to repeat the run");
    return true;
}

} // namespace textrnn
