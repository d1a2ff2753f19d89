// The training loop. Everything that decides the result is in RunState, the model and the
// optimizer, and a checkpoint saves all three.
#include "train/trainer.h"

#include "core/error.h"
#include "core/stopwatch.h"
#include "io/file.h"
#include "io/posix.h"
#include "train/run_directory.h"
#include "train/step.h"

#include <cmath>

namespace textrnn {

namespace {

constexpr double kCheckpointSeconds = 120; // between checkpoints within an epoch

class Trainer {
public:
    Trainer(const Config& config, const RunDirectory& directory, Threads& threads,
            const TrainEvents& events)
        : config_(config), directory_(directory), threads_(threads), events_(events),
          corpus_(load_corpus(config.data, config.text, config.vocabulary)),
          train_state_(initial_model(config, corpus_), corpus_, threads),
          fingerprint_(corpus_.fingerprint()) {}

    TrainOutcome run(bool resume);

private:
    // These three return false if should_stop() returned true; a checkpoint is then saved.
    bool train_epoch();
    bool evaluate_dev(std::optional<Evaluation>& dev);
    bool finish_epoch();

    void train_batch(const std::vector<Index>& batch);
    bool update_best(const std::optional<Evaluation>& dev);
    void add_metrics(const std::optional<Evaluation>& dev);
    void begin_next_epoch();
    TrainOutcome finish();
    void checkpoint();
    void check_weights();
    void report_step() const;
    void report_epoch(const std::optional<Evaluation>& dev, bool is_best) const;

    const Classifier& classifier() { return train_state_.model().classifier; }
    bool should_stop() const { return events_.should_stop && events_.should_stop(); }
    bool has_dev() const { return corpus_.dev.size() > 0; }
    Index batches() const { // of an epoch
        return (corpus_.train.size() + config_.train.batch_size - 1) / config_.train.batch_size;
    }
    double train_loss() const { return run_.loss_sum / static_cast<double>(run_.examples); }
    double tokens_per_second() const { return static_cast<double>(run_.tokens) / run_.seconds; }
    ScheduleState schedule_state(Index step) const {
        return {step, batches() * config_.train.epochs, run_.epoch, run_.plateau.reductions};
    }

    const Config& config_;
    const RunDirectory& directory_;
    Threads& threads_;
    const TrainEvents& events_;
    Corpus corpus_;
    TrainState train_state_;
    std::uint64_t fingerprint_;
    RunState run_;
    double last_rate_ = 0; // learning rate of the epoch's last step
};

TrainOutcome interrupted() {
    TrainOutcome outcome;
    outcome.interrupted = true;
    return outcome;
}

TrainOutcome Trainer::run(bool resume) {
    const FileLock lock(directory_.lock());
    if (!lock.is_held())
        throw Error(ExitCode::kRuntime,
                    directory_.lock() + ": another process is training in this directory");
    directory_.prepare(resume);
    if (resume && directory_.has_checkpoint())
        run_ = load_checkpoint(directory_.checkpoint(), train_state_.model(),
                               train_state_.optimizer(), fingerprint_);
    replace_file(directory_.config(), to_toml(config_, true));
    while (!run_.finished)
        if (!train_epoch() || !finish_epoch()) return interrupted();
    return finish();
}

// Takes the epoch's steps, from the first one that is not done yet.
bool Trainer::train_epoch() {
    const auto batches = training_batches(corpus_.train, config_.train.batch_size,
                                          config_.train.seed, run_.epoch);
    Stopwatch since_saved;
    while (run_.batch < batches.size()) {
        train_batch(batches[run_.batch]);
        report_step();
        const bool stopped = should_stop();
        if (stopped || since_saved.seconds() > kCheckpointSeconds) {
            checkpoint();
            since_saved = {};
        }
        if (stopped) return false;
    }
    last_rate_ = train_state_.learning_rate(schedule_state(run_.step - 1));
    return true;
}

void Trainer::train_batch(const std::vector<Index>& batch) {
    const Stopwatch watch;
    const StepResult result = train_state_.step(batch, schedule_state(run_.step));
    ++run_.batch;
    ++run_.step;
    run_.loss_sum += result.loss * static_cast<double>(batch.size());
    run_.examples += batch.size();
    run_.tokens += result.tokens;
    run_.seconds += watch.seconds();
}

// Saves the best model, then the checkpoint, then the metrics: after a crash between two of them,
// the resumed run only repeats the end of the epoch.
bool Trainer::finish_epoch() {
    check_weights();
    std::optional<Evaluation> dev;
    if (has_dev() && !evaluate_dev(dev)) return false;
    const bool is_best = update_best(dev);
    if (is_best) save_model(directory_.model(), train_state_.model());
    add_metrics(dev);
    report_epoch(dev, is_best);
    begin_next_epoch();
    checkpoint();
    directory_.write_metrics(run_.metrics);
    return true;
}

bool Trainer::evaluate_dev(std::optional<Evaluation>& dev) {
    dev = evaluate(classifier(), corpus_.dev, threads_, events_.should_stop);
    if (!dev) {
        checkpoint();
        return false;
    }
    // NaN logits have an accuracy, too: it must not make this epoch the best.
    if (!std::isfinite(dev->loss))
        refuse_divergence("the dev loss", run_.epoch + 1, run_.step);
    if (config_.schedule.name == "plateau")
        run_.plateau.observe(dev->loss, config_.schedule.patience);
    return true;
}

// Higher dev accuracy is better; for equal accuracies, lower dev loss. Without a dev set the last
// epoch is the best.
bool Trainer::update_best(const std::optional<Evaluation>& dev) {
    const bool is_best =
        !dev || run_.best_epoch == 0 || dev->accuracy > run_.best_accuracy ||
        (dev->accuracy == run_.best_accuracy && dev->loss < run_.best_loss);
    if (!is_best) {
        ++run_.bad_epochs;
        return false;
    }
    run_.best_epoch = run_.epoch + 1;
    run_.best_accuracy = dev ? dev->accuracy : 0;
    run_.best_loss = dev ? dev->loss : 0;
    run_.bad_epochs = 0;
    return true;
}

void Trainer::add_metrics(const std::optional<Evaluation>& dev) {
    const Json none;
    run_.metrics.push_back(Json(Json::Object{{"epoch", run_.epoch + 1},
                                             {"step", run_.step},
                                             {"train_loss", train_loss()},
                                             {"dev_loss", dev ? Json(dev->loss) : none},
                                             {"dev_accuracy", dev ? Json(dev->accuracy) : none},
                                             {"learning_rate", last_rate_},
                                             {"tokens_per_second", std::round(tokens_per_second())},
                                             {"seconds", run_.seconds}})
                               .dump());
}

void Trainer::begin_next_epoch() {
    const Index patience = config_.train.patience;
    run_.epoch += 1;
    run_.total_seconds += run_.seconds;
    run_.batch = run_.examples = run_.tokens = 0;
    run_.loss_sum = run_.seconds = 0;
    run_.finished =
        run_.epoch >= config_.train.epochs || (patience > 0 && run_.bad_epochs >= patience);
}

// Evaluates the best model on the test set, if there is one.
TrainOutcome Trainer::finish() {
    TrainOutcome outcome{false, run_.best_epoch, run_.best_accuracy, {}};
    if (corpus_.test.size() == 0) {
        directory_.write_metrics(run_.metrics); // a crash may have prevented the last line
        return outcome;
    }
    const Model best = load_model(directory_.model());
    outcome.test = evaluate(best.classifier, corpus_.test, threads_, events_.should_stop);
    if (!outcome.test) return interrupted();
    std::vector<std::string> lines = run_.metrics;
    lines.push_back(Json(Json::Object{{"test_accuracy", outcome.test->accuracy},
                                      {"test_loss", outcome.test->loss},
                                      {"test_macro_f1", outcome.test->macro_f1},
                                      {"best_epoch", run_.best_epoch},
                                      {"seconds", run_.total_seconds}})
                        .dump());
    directory_.write_metrics(lines);
    return outcome;
}

void Trainer::checkpoint() {
    check_weights();
    save_checkpoint(directory_.checkpoint(), train_state_.model(), train_state_.optimizer(), run_,
                    fingerprint_);
}

// An update can overflow after a finite loss: such a model must not replace a good one.
void Trainer::check_weights() {
    if (const Parameter* p = find_not_finite(classifier().parameters()))
        refuse_divergence(p->name, run_.epoch + 1, run_.step);
}

void Trainer::report_step() const {
    if (!events_.step) return;
    const auto done = static_cast<double>(run_.epoch * batches() + run_.batch);
    const auto all = static_cast<double>(config_.train.epochs * batches());
    const double spent = run_.total_seconds + run_.seconds;
    events_.step({run_.epoch + 1, config_.train.epochs, done / all, train_loss(),
                  tokens_per_second(), spent / done * (all - done)});
}

void Trainer::report_epoch(const std::optional<Evaluation>& dev, bool is_best) const {
    if (events_.epoch)
        events_.epoch({run_.epoch + 1, config_.train.epochs, train_loss(), dev,
                       tokens_per_second(), run_.seconds, is_best});
}

} // namespace

TrainOutcome train(const Config& config, const std::string& directory, bool resume,
                   Threads& threads, const TrainEvents& events) {
    const RunDirectory run_directory(directory);
    return Trainer(config, run_directory, threads, events).run(resume);
}

} // namespace textrnn
