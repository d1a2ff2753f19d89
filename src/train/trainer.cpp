// The training loop. What decides the result is in RunState, the model and the optimizer, and all
// of it is in the checkpoint.
#include "train/trainer.h"

#include "core/error.h"
#include "core/stopwatch.h"
#include "io/file.h"
#include "io/posix.h"
#include "train/learner.h"
#include "train/prefetch.h"
#include "train/run_directory.h"

#include <cmath>

namespace textrnn {

namespace {

struct PackedBatch {
    std::vector<Shard> memory;
    std::span<const Shard> shards;
};
using PackedBatches = Prefetch<PackedBatch>;

constexpr double kCheckpointSeconds = 120; // within an epoch; does not change the result

class Trainer {
public:
    Trainer(const Config& config, const RunDirectory& directory, Threads& threads,
            const TrainEvents& events)
        : config_(config), directory_(directory), threads_(threads), events_(events),
          corpus_(load_corpus(config.data, config.text, config.vocabulary)),
          learner_(config, corpus_, threads), fingerprint_(corpus_.fingerprint()) {}

    TrainOutcome run(bool resume) {
        const FileLock lock(directory_.lock());
        if (!lock.is_held())
            throw Error(ExitCode::kRuntime, directory_.lock() +
                                                ": another process is training in this directory");
        directory_.prepare(resume);
        if (resume && directory_.has_checkpoint())
            state_ = load_checkpoint(directory_.checkpoint(), learner_.model(),
                                     learner_.optimizer(), fingerprint_);
        replace_file(directory_.config(), to_toml(config_, true));
        while (!state_.finished)
            if (!train_epoch() || !finish_epoch()) return interrupted();
        return finish();
    }

private:
    // An update can overflow after a finite loss: such a model must not replace a good one.
    void check_parameters() {
        if (const Parameter* p = find_not_finite(learner_.model().classifier.parameters()))
            refuse_divergence(p->name, state_.epoch + 1, state_.step);
    }
    void checkpoint() {
        check_parameters();
        save_checkpoint(directory_.checkpoint(), learner_.model(), learner_.optimizer(), state_,
                        fingerprint_);
    }
    static TrainOutcome interrupted() {
        TrainOutcome outcome;
        outcome.interrupted = true;
        return outcome;
    }
    bool should_stop() const { return events_.should_stop && events_.should_stop(); }
    bool has_dev() const { return corpus_.dev.size() > 0; }

    ScheduleState schedule_state(Index batches) const {
        return {state_.step, batches * config_.train.epochs, state_.epoch,
                state_.plateau.reductions};
    }

    bool train_epoch();
    void train_batch(PackedBatches& packed, Index examples, Index batches);
    bool finish_epoch();
    void compare_with_best(const Evaluation& dev, bool& is_best);
    void report_epoch(const Evaluation& dev, bool is_best);
    void report_step(Index batches) const;
    TrainOutcome finish();

    const Config& config_;
    const RunDirectory& directory_;
    Threads& threads_;
    const TrainEvents& events_;
    Corpus corpus_;
    Learner learner_;
    std::uint64_t fingerprint_;
    RunState state_;
    double last_rate_ = 0;
};

// The epoch's batches that are still to do. False when it was told to stop (all is saved then).
bool Trainer::train_epoch() {
    const auto batches = training_batches(corpus_.train, config_.train.batch_size,
                                          config_.train.seed, state_.epoch);
    last_rate_ = learner_.learning_rate(schedule_state(batches.size()));
    const Index done = state_.batch;
    PackedBatches packed(
        batches.size() - done, [&](Index i, PackedBatch& packed_batch) {
            packed_batch.shards = pack_shards(corpus_.train, batches[done + i],
                                              config_.train.shard_size, packed_batch.memory);
        });
    Stopwatch since_saved;
    while (state_.batch < batches.size()) {
        train_batch(packed, batches[state_.batch].size(), batches.size());
        report_step(batches.size());
        if (should_stop()) {
            checkpoint();
            return false;
        }
        if (since_saved.seconds() > kCheckpointSeconds) {
            checkpoint();
            since_saved = {};
        }
    }
    return true;
}

void Trainer::train_batch(PackedBatches& packed, Index examples, Index batches) {
    const Stopwatch watch;
    last_rate_ = learner_.learning_rate(schedule_state(batches));
    const StepResult result = learner_.step(packed.next().shards, schedule_state(batches));
    ++state_.batch;
    ++state_.step;
    state_.loss_sum += result.loss * static_cast<double>(examples);
    state_.examples += examples;
    state_.tokens += result.tokens;
    state_.seconds += watch.seconds();
}

void Trainer::report_step(Index batches) const {
    if (!events_.step) return;
    const auto done = static_cast<double>(state_.epoch * batches + state_.batch);
    const auto all = static_cast<double>(config_.train.epochs * batches);
    const double spent = state_.total_seconds + state_.seconds;
    events_.step({state_.epoch + 1, config_.train.epochs, done / all,
                  state_.loss_sum / static_cast<double>(state_.examples),
                  static_cast<double>(state_.tokens) / state_.seconds,
                  spent / done * (all - done)});
}

// Dev figures, the best model, metrics, checkpoint, in this order: a crash between two of them
// only makes the epoch's end be done again. False when it was told to stop.
bool Trainer::finish_epoch() {
    check_parameters();
    Evaluation dev;
    bool is_best = true; // without a dev set, the last epoch is the best
    if (has_dev()) {
        const Storage logits = Predictor(learner_.model().classifier, threads_)
                                   .logits(corpus_.dev, events_.should_stop);
        if (logits.empty()) {
            checkpoint();
            return false;
        }
        dev = evaluate_logits(logits, corpus_.dev.labels, corpus_.labels.size());
        // NaN logits have an accuracy, too: it must not make this epoch the best.
        if (!std::isfinite(dev.loss))
            refuse_divergence("the dev loss", state_.epoch + 1, state_.step);
        if (config_.schedule.name == "plateau")
            state_.plateau.observe(dev.loss, config_.schedule.patience);
    }
    compare_with_best(dev, is_best);
    if (is_best) save_model(directory_.model(), learner_.model());
    report_epoch(dev, is_best);
    const Index patience = config_.train.patience;
    state_.finished = state_.epoch >= config_.train.epochs ||
                      (patience > 0 && state_.bad_epochs >= patience);
    checkpoint();
    directory_.write_metrics(state_.metrics);
    return true;
}

// Higher dev accuracy is better; among equals, lower dev loss.
void Trainer::compare_with_best(const Evaluation& dev, bool& is_best) {
    if (has_dev() && state_.best_epoch > 0)
        is_best = dev.accuracy > state_.best_accuracy ||
                  (dev.accuracy == state_.best_accuracy && dev.loss < state_.best_loss);
    if (is_best) {
        state_.best_epoch = state_.epoch + 1;
        state_.best_accuracy = dev.accuracy;
        state_.best_loss = dev.loss;
        state_.bad_epochs = 0;
    } else {
        ++state_.bad_epochs;
    }
}

// Writes the epoch's line and begins the next epoch's sums.
void Trainer::report_epoch(const Evaluation& dev, bool is_best) {
    const double train_loss = state_.loss_sum / static_cast<double>(state_.examples);
    const double rate = static_cast<double>(state_.tokens) / state_.seconds;
    const Json none;
    state_.epoch += 1;
    state_.metrics.push_back(Json(Json::Object{{"epoch", state_.epoch},
                                               {"step", state_.step},
                                               {"train_loss", train_loss},
                                               {"dev_loss", has_dev() ? Json(dev.loss) : none},
                                               {"dev_accuracy",
                                                has_dev() ? Json(dev.accuracy) : none},
                                               {"learning_rate", last_rate_},
                                               {"tokens_per_second", std::round(rate)},
                                               {"seconds", state_.seconds}})
                                 .dump());
    const double nan = std::nan("");
    if (events_.epoch)
        events_.epoch({state_.epoch, config_.train.epochs, train_loss,
                       has_dev() ? dev.loss : nan, has_dev() ? dev.accuracy : nan, rate,
                       state_.seconds, is_best});
    state_.total_seconds += state_.seconds;
    state_.batch = state_.examples = state_.tokens = 0;
    state_.loss_sum = state_.seconds = 0;
}

TrainOutcome Trainer::finish() {
    TrainOutcome outcome{false, state_.best_epoch, state_.best_accuracy, {}};
    if (corpus_.test.size() == 0) {
        directory_.write_metrics(state_.metrics); // a kill may have come before the last line
        return outcome;
    }
    const Model best = load_model(directory_.model());
    const Storage logits =
        Predictor(best.classifier, threads_).logits(corpus_.test, events_.should_stop);
    if (logits.empty()) return interrupted();
    outcome.test = evaluate_logits(logits, corpus_.test.labels, corpus_.labels.size());
    std::vector<std::string> lines = state_.metrics;
    lines.push_back(Json(Json::Object{{"test_accuracy", outcome.test->accuracy},
                                      {"test_loss", outcome.test->loss},
                                      {"test_macro_f1", outcome.test->macro_f1},
                                      {"best_epoch", state_.best_epoch},
                                      {"seconds", state_.total_seconds}})
                        .dump());
    directory_.write_metrics(lines);
    return outcome;
}

} // namespace

TrainOutcome train(const Config& config, const std::string& directory, bool resume,
                   Threads& threads, const TrainEvents& events) {
    const RunDirectory run_directory(directory);
    return Trainer(config, run_directory, threads, events).run(resume);
}

} // namespace textrnn
