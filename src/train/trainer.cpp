// The training loop. A checkpoint saves all that decides the result: RunState, model, optimizer.
#include "train/trainer.h"

#include "core/error.h"
#include "core/stopwatch.h"
#include "io/checksum.h"
#include "io/file.h"
#include "io/text.h"
#include "train/run_directory.h"
#include "train/step.h"

#include <filesystem>

namespace textrnn {

static std::string weights_checksum(const Model& model) {
    std::uint64_t all = 0;
    for (const auto& [name, shape, values] : tensors_of(model.classifier.parameters())) {
        Checksum checksum(values.size_bytes());
        checksum.add({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
        all = mix_bits(all ^ checksum.value());
    }
    return hex_digits(all, 16);
}

bool is_same_training(const Model& a, const Model& b) {
    return a.labels == b.labels && a.vocabulary.words() == b.vocabulary.words() &&
           a.config.data.dev.empty() == b.config.data.dev.empty() &&
           std::ranges::none_of(differences(a.config, b.config), [](const KeyDifference& d) {
               return d.key != "train.epochs" && decides_training(d.key);
           });
}

namespace {

class Trainer {
public:
    Trainer(const Config& config, const std::string& directory, Threads& threads,
            const TrainEvents& events)
        : config_(config), directory_{directory}, threads_(threads), events_(events) {}

    std::optional<TrainOutcome> run(bool resume) {
        check_header(parts_.metadata, parts_.parameters, config_.train.epochs);
        if (events_.data) events_.data(summarize(corpus_, config_.data).lines);
        if (directory_.take(resume)) resume_from_checkpoint();
        else begin_anew();
        directory_.write_config(config_);
        while (!is_finished())
            if (!train_epoch() || !finish_epoch()) {
                checkpoint();
                return {};
            }
        return finish();
    }

private:
    void begin_anew() {
        const std::string& start = config_.train.start;
        std::error_code error; // e.g. no such file
        if (std::filesystem::equivalent(model_path(start), directory_.model, error))
            throw Error(ExitCode::kNoCreate, directory_.model + ": is model.start; choose another "
                                                                "directory with --out");
        const auto coverage = start_from_file(train_state_.model(), corpus_);
        if (coverage && events_.start) events_.start(*coverage);
        set_aside(directory_.path, kRunFiles); // last: after an error above, the files stay
    }

    void resume_from_checkpoint() {
        run_ = load_checkpoint(directory_.checkpoint, parts_);
        const RunState& r = run_;
        const Index size = config_.train.batch_size, most = r.batch * size; // fewer in one batch
        const bool fits_epoch = r.examples <= most && r.examples + size > most &&
                                r.examples <= std::min<Index>(r.tokens, corpus_.train.size()) &&
                                (r.batch == 0 || !is_finished());
        if (!fits_epoch || !r.fits_scores(config_) ||
            !r.fits(config_.train.epochs, batches(), corpus_.train.ids.size()))
            refuse_counters(directory_.checkpoint);
        restore_best_model(); // may refuse to resume: before metrics.jsonl changes
        directory_.write_metrics(r.metrics, true);
    }

    // Checks the best epoch's model: the resumed run may find no better one. If the file is missing
    // or wrong, saves the checkpoint's model if it is the best epoch's, else throws.
    void restore_best_model() {
        const bool has_best = run_.best_epoch > 0 && run_.bad_epochs == 0 && run_.batch == 0;
        if (has_best) {
            const std::string weights = weights_checksum(train_state_.evaluated_model());
            if (!run_.best_weights.empty() && weights != run_.best_weights)
                refuse_counters(directory_.checkpoint);
            run_.best_weights = weights;
        }
        const std::optional<std::string> saved = saved_weights();
        if (saved && (run_.best_weights.empty() || *saved == run_.best_weights)) return;
        if (run_.best_epoch > 0 && !has_best)
            refuse(directory_.model, "missing, or not the model of this run's epoch " +
                                         std::to_string(run_.best_epoch) +
                                         "; restore that model, or move " + directory_.checkpoint +
                                         " away to train from the start");
        set_aside(directory_.path, {"model.safetensors"});
        if (has_best) save(train_state_.evaluated_model());
    }

    // Checksum of the saved model's weights; none if it is missing, damaged or another run's.
    std::optional<std::string> saved_weights() {
        if (!std::filesystem::exists(directory_.model)) return {};
        try {
            const Model saved = load_model(directory_.model);
            if (is_same_training(saved, train_state_.model())) return weights_checksum(saved);
        } catch (const Error& error) {
            if (error.code() == ExitCode::kNoInput) throw; // cannot be read
        }
        return {};
    }

    // False: should_stop() returned true.
    bool train_epoch() {
        const auto batches = training_batches(corpus_.train, config_.train.batch_size,
                                              config_.train.seed, run_.epoch);
        const auto step = [&] {
            const std::vector<Index>& batch = batches[run_.batch];
            const StepResult result = train_state_.step(batch, schedule_state(run_.step));
            run_.loss_sum += result.loss * static_cast<double>(batch.size());
            run_.examples += batch.size();
            run_.tokens += result.tokens;
        };
        return take_steps(run_, config_.train.epochs, batches.size(), events_, step,
                          [&] { checkpoint(); });
    }

    // Saves the checkpoint, then the best model, then the metrics: after a crash between two of
    // them, the resumed run writes the missing files. False: should_stop() returned true.
    bool finish_epoch() {
        check_finite(parts_.parameters, run_.epoch + 1, run_.step);
        const double rate = train_state_.learning_rate(schedule_state(run_.step - 1));
        const Model& model = train_state_.evaluated_model();
        std::optional<Evaluation> dev;
        if (corpus_.dev.size() > 0) {
            dev = evaluate(model.classifier, corpus_.dev, threads_, events_.should_stop);
            if (!dev) return false;
            // NaN logits have an accuracy, too: it must not make this epoch the best.
            if (!std::isfinite(dev->loss))
                throw DivergenceError("the dev loss", run_.epoch + 1, run_.step);
        }
        const bool is_best = run_.observe(dev, config_);
        if (is_best) run_.best_weights = weights_checksum(model);
        const TrainProgress progress = run_.progress(config_.train.epochs, batches());
        add_metrics(progress, dev, rate);
        if (events_.epoch) events_.epoch(progress, dev, is_best);
        run_.begin_next_epoch();
        checkpoint();
        if (is_best) save(model);
        directory_.write_metrics(run_.metrics, false);
        return true;
    }

    void add_metrics(const TrainProgress& p, const std::optional<Evaluation>& dev, double rate) {
        const Scores s = dev ? Scores(*dev) : Scores{NAN, NAN, NAN}; // NaN becomes null
        add_line({{"epoch", p.epoch}, {"step", run_.step}, {"train_loss", p.train_loss},
                  {"dev_loss", s.loss}, {"dev_accuracy", s.accuracy}, {"dev_macro_f1", s.macro_f1},
                  {"learning_rate", rate}, {"tokens_per_second", std::round(p.tokens_per_second)},
                  {"seconds", p.seconds}});
    }

    void add_line(const Json::Object& line) { run_.metrics.push_back(Json(line).dump()); }

    bool is_finished() const { // no epoch is left to train
        const TrainOptions& options = config_.train;
        return run_.epoch >= options.epochs ||
               (options.patience > 0 && run_.bad_epochs >= options.patience);
    }

    // Calibrates the best epoch's model; saves it if its temperature or train.epochs has changed.
    void calibrate(Model& best) {
        const double saved = best.classifier.temperature();
        const double temperature =
            config_.train.calibrate ? fit_temperature(best.classifier, corpus_.dev, threads_) : 1;
        best.classifier.set_temperature(temperature);
        if (temperature == saved && best.config.train.epochs == config_.train.epochs) return;
        best.config = config_;
        save(best);
    }

    // Calibrates the best model, evaluates it on test. std::nullopt: should_stop() returned true.
    std::optional<TrainOutcome> finish() {
        Model best = load_model(directory_.checked().model);
        calibrate(best);
        TrainOutcome outcome{
            run_.best_epoch, run_.epoch, run_.best, {}, best.classifier.temperature()};
        if (config_.train.calibrate) { // changes the dev loss
            const auto dev = evaluate(best.classifier, corpus_.dev, threads_, events_.should_stop);
            if (!dev) return {};
            outcome.dev = *dev;
        }
        if (corpus_.test.size() > 0) {
            outcome.test = evaluate(best.classifier, corpus_.test, threads_, events_.should_stop);
            if (!outcome.test) return {};
            if (!std::isfinite(outcome.test->loss))
                throw DivergenceError("the test loss", run_.best_epoch, run_.step);
            add_line({{"test_accuracy", outcome.test->accuracy}, {"test_loss", outcome.test->loss},
                      {"test_macro_f1", outcome.test->macro_f1},
                      {"best_epoch", run_.best_epoch}, {"seconds", run_.total_seconds}});
        }
        // Also when resuming: a crash may have prevented the write after the last epoch.
        directory_.write_metrics(run_.metrics, true);
        return outcome;
    }

    void save(const Model& model) { save_model(directory_.checked().model, model); }
    void checkpoint() {
        check_finite(parts_.parameters, run_.epoch + 1, run_.step);
        save_checkpoint(directory_.checked().checkpoint, parts_, run_);
    }

    Index batches() const { // of an epoch
        return (corpus_.train.size() + config_.train.batch_size - 1) / config_.train.batch_size;
    }
    ScheduleState schedule_state(Index step) const {
        return {step, batches() * config_.train.epochs, run_.epoch, run_.plateau.reductions};
    }

    const Config& config_;
    RunDirectory directory_;
    Threads& threads_;
    const TrainEvents& events_;
    const Corpus corpus_ = load_corpus(config_.data, config_.text, config_.vocabulary);
    TrainState train_state_{initial_model(config_, corpus_), corpus_, threads_};
    const RunParts parts_ = // of the checkpoints
        parts_of(train_state_.model(), train_state_.optimizer(), corpus_.fingerprint());
    RunState run_;
};

} // namespace

bool take_steps(RunState& run, Index epochs, Index batches, const TrainEvents& events,
                const std::function<void()>& step, const std::function<void()>& save) {
    constexpr double kCheckpointSeconds = 120; // between checkpoints within an epoch
    Stopwatch since_saved;
    while (run.batch < batches) {
        const Stopwatch watch;
        step();
        ++run.batch;
        ++run.step;
        run.seconds += watch.seconds();
        if (events.step) events.step(run.progress(epochs, batches));
        if (events.should_stop && events.should_stop()) return false;
        if (since_saved.seconds() < kCheckpointSeconds) continue;
        save();
        since_saved = {};
    }
    return true;
}

std::optional<TrainOutcome> train(const Config& config, const std::string& directory, bool resume,
                                  Threads& threads, const TrainEvents& events) {
    return Trainer(config, directory, threads, events).run(resume);
}

} // namespace textrnn
