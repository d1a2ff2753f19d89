// Does a run and stores its result as a JSON record; add_result() reads the record later.
#include "ablation/worker.h"

#include "io/file.h"
#include "io/posix.h"
#include "io/text.h"
#include "train/step.h"
#include "train/trainer.h"

#include <filesystem>

namespace textrnn {

// Reads metrics.jsonl; its last line, the test figures, has no epoch and is skipped.
static std::vector<EpochFigures> epochs_of(const std::string& directory) {
    std::vector<EpochFigures> epochs;
    const std::string path = directory + "/metrics.jsonl";
    double seconds = 0;
    LineReader lines = open_lines(path, false);
    for (std::string line; lines.next(line);) {
        if (line.find("\"epoch\"") == std::string::npos) continue;
        record_from_json(line, epochs.emplace_back(), path);
        seconds = epochs.back().seconds += seconds; // in the file: of the epoch alone
    }
    return epochs;
}

// If training diverges: accuracy 0 in a search; otherwise throws as train() does.
static std::optional<TrainedRun> do_training(Run run, const std::string& directory,
                                             Threads& threads, const WorkerEvents& events) {
    if (run.name == "one_hot_narrow") {
        const Corpus corpus = load_corpus(run.config.data, run.config.text, run.config.vocabulary);
        const Index words = corpus.vocabulary.size(), labels = corpus.labels.size();
        run.config.model.hidden_size =
            fit_hidden_size(make_classifier(run.config, words, labels).options());
    }
    TrainedRun result{run.name, run.config.train.seed, run.id, 0, run.config.model.embedding_dim,
                      run.config.learning_rate};
    TrainEvents train_events;
    train_events.should_stop = events.should_stop;
    train_events.step = [&](const TrainProgress& now) {
        events.progress(now.fraction, run.name + ", epoch " + std::to_string(now.epoch) +
                                          ", loss " + fixed(now.train_loss, 4));
    };
    std::optional<TrainOutcome> outcome;
    try {
        outcome = train(run.config, directory, true, threads, train_events);
    } catch (const DivergenceError&) {
        if (run.kind == RunKind::kSearch) return result;
        throw;
    }
    if (!outcome) return {};
    const Model model = load_model(directory);
    for (const Parameter& p : model.classifier.parameters())
        if (!p.frozen) result.parameters += p.value.size();
    result.best_epoch = outcome->best_epoch;
    result.dev_accuracy = outcome->dev.accuracy;
    result.test_accuracy = outcome->test->accuracy;
    result.test_loss = outcome->test->loss;
    result.epochs = epochs_of(directory);
    result.seconds = result.epochs.empty() ? 0 : result.epochs.back().seconds;
    if (run.kind == RunKind::kTraining)
        for (const bool is_right : outcome->test->right) result.right += is_right ? '1' : '0';
    return result;
}

// Writes the record to `file`; without a record (the run was stopped), returns kStopped. Throws
// Error(kBadData) if the files no longer give the id of `run`, the planned run.
static Outcome store(Run run, const auto& record, const std::string& file) {
    if (!record) return Outcome::kStopped;
    if (!run.data.empty()) run.data = data_hash(run.config.data);
    if (!run.id.ends_with(id_end(run)))
        refuse(run.id, "the data have changed since this command began; repeat it with --resume");
    replace_file(file, record_to_json(*record).pretty() + "\n");
    return Outcome::kDone;
}

static bool fits(const TrainedRun& r, const Run& run, Index test_texts) {
    for (Index i = 0; i < r.epochs.size(); ++i)
        if (r.epochs[i].epoch != i + 1 || r.epochs[i].dev_accuracy > 1) return false;
    const bool has_best = r.best_epoch > 0 && r.best_epoch <= r.epochs.size() &&
                          r.epochs[r.best_epoch - 1].dev_accuracy == r.dev_accuracy;
    const bool has_diverged = run.kind == RunKind::kSearch && r.epochs.empty() &&
                              r.best_epoch == 0 && r.dev_accuracy == 0;
    const auto has_rate = [&](const Run& s) { return s.config.learning_rate == r.learning_rate; };
    const auto right = static_cast<Index>(std::ranges::count(r.right, '1'));
    return r.arm == run.name && r.seed == run.config.train.seed && r.id == run.id &&
           r.width == run.config.model.embedding_dim &&
           (run.search.empty() ? has_rate(run) : std::ranges::any_of(run.search, has_rate)) &&
           (has_best || has_diverged) && r.epochs.size() <= run.config.train.epochs &&
           std::ranges::is_sorted(r.epochs, {}, &EpochFigures::seconds) &&
           r.seconds == (r.epochs.empty() ? 0 : r.epochs.back().seconds) && r.test_accuracy <= 1 &&
           r.right.find_first_not_of("01") == r.right.npos &&
           (run.kind != RunKind::kTraining ||
            (r.right.size() == test_texts && r.test_accuracy == ratio(right, test_texts)));
}

static bool fits(const ParityRun& r, const Run& run, Index test_texts) {
    const Index wanted = run.config.ablation.parity_steps;
    return r.name == run.name && r.a_input == run.config.model.input &&
           r.a_optimizer == run.config.optimizer.name && r.b_input == run.other.model.input &&
           r.b_optimizer == run.other.optimizer.name && r.steps > 0 &&
           r.steps == (wanted == 0 ? r.whole : std::min(wanted, r.whole)) &&
           r.predictions == std::min(test_texts, kMostPredictions) &&
           r.equal_predictions <= r.equal_labels && r.equal_labels <= r.predictions;
}

static bool fits(const CostRun& r, const Run& run, Index) {
    const auto key = [](const CostPoint& p) { return std::pair(p.series(), p.vocabulary); };
    const auto is_possible = [](const CostPoint& p) {
        const bool is_ordered = p.step_seconds > 0 && p.lower_quartile_seconds <= p.step_seconds &&
                                p.step_seconds <= p.upper_quartile_seconds;
        return p.multiply_adds < 1e18 && p.upper_quartile_seconds < 1e9 &&
               ((is_ordered && p.steps > 0) || !p.not_run.empty());
    };
    return r.flops_per_second > 0 &&
           std::ranges::equal(r.points, cost_points(run.config), {}, key, key) &&
           std::ranges::all_of(r.points, is_possible);
}

Outcome do_run(const Run& planned, const std::string& out, Threads& threads,
               const WorkerEvents& events) {
    const std::string directory = run_directory(out, planned.id), file = directory + kResult;
    make_directories(directory);
    const auto lock = lock_file(directory + "/worker.lock");
    if (!lock) return Outcome::kBusy;
    remove_partial_files(directory, {"result.json"});
    if (std::filesystem::is_regular_file(file)) return Outcome::kDoneBefore;
    if (std::filesystem::exists(file))
        throw Error(ExitCode::kNoCreate, file + ": expected a file; remove it, or use --out");
    Run run = planned;
    Results results;
    for (const Run& candidate : planned.search) {
        const Outcome outcome = do_run(candidate, out, threads, events);
        if (outcome == Outcome::kBusy || outcome == Outcome::kStopped) return outcome;
        add_result(candidate, out, results);
    }
    const auto best = std::ranges::max_element(results.searched, {}, &TrainedRun::dev_accuracy);
    if (!planned.search.empty()) run.config.learning_rate = best->learning_rate;
    if (run.kind == RunKind::kCost) return store(planned, measure_cost(run.config, events), file);
    if (run.kind == RunKind::kParity)
        return store(planned, compare_training(run, threads, events), file);
    return store(planned, do_training(run, directory, threads, events), file);
}

bool add_result(const Run& run, const std::string& out, Results& results) try {
    const std::string file = run_directory(out, run.id) + kResult;
    if (!std::filesystem::is_regular_file(file)) return false;
    const auto read = [&](auto& records) {
        record_from_json(read_file(file), records.emplace_back(), file);
        if (!fits(records.back(), run, results.test_examples))
            refuse(file, "its names or figures do not fit the run");
    };
    if (run.kind == RunKind::kCost) {
        std::vector<CostRun> costs;
        read(costs);
        results.cost = costs[0].points;
        results.machine.flops_per_second = costs[0].flops_per_second;
    }
    if (run.kind == RunKind::kParity) read(results.parity);
    if (run.kind == RunKind::kTraining) read(results.trained);
    if (run.kind == RunKind::kSearch) read(results.searched);
    if (run.kind == RunKind::kWidth) read(results.widths);
    return true;
} catch (const Error& error) {
    throw Error(error.code(), error.what() + std::string("; remove the file to repeat the run"));
}

} // namespace textrnn
