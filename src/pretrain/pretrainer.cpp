// The pretraining loop. As in trainer.cpp, a checkpoint saves all that decides the result.
#include "pretrain/pretrainer.h"

#include "core/error.h"
#include "core/registry.h"
#include "io/file.h"
#include "io/json.h"
#include "pretrain/objective.h"
#include "train/run_directory.h"

namespace textrnn {

namespace {

constexpr const char* kKeys = "pretrain.learning_rate"; // to lower if the loss diverges

class Pretrainer {
public:
    Pretrainer(const Config& config, const std::string& directory, Threads& threads,
               const TrainEvents& events)
        : directory_{directory}, given_(config), config_(with_defaults(config)), events_(events),
          texts_(load_texts(config_.pretrain.text, config_.data.reader, config_.text,
                            config_.vocabulary)),
          objective_(find_named(kPretrainMethods, config_.pretrain.method)
                         ->make(config_, texts_, threads)),
          parts_{config_, metadata_of(config_, texts_.vocabulary), objective_->parameters(),
                 objective_->optimizer(), texts_.data.hash(0)} {}

    bool run(bool resume) {
        check_header(parts_.metadata, parts_.parameters, config_.pretrain.epochs);
        if (events_.data) events_.data(summary_lines(texts_));
        if (directory_.take(resume)) resume_from_checkpoint();
        else set_aside(directory_.path, kRunFiles);
        directory_.write_config(given_);
        while (state_.epoch < config_.pretrain.epochs) {
            const bool finished = take_steps(
                state_, config_.pretrain.epochs, objective_->steps(), events_,
                [&] { take_step(); }, [&] { checkpoint(); });
            if (finished) finish_epoch();
            checkpoint();
            directory_.write_metrics(state_.metrics, false);
            if (!finished) return false;
        }
        directory_.write_metrics(state_.metrics, true); // also if a resumed run has no epoch left
        write_safetensors(directory_.model, parts_.metadata, tensors_of(parts_.parameters));
        return true;
    }

private:
    double learning_rate(Index step) const { // falls linearly; at least a 10000th of the first
        const double all = static_cast<double>(config_.pretrain.epochs * objective_->steps());
        const double done = static_cast<double>(step) / all;
        return config_.pretrain.learning_rate * std::max(1 - done, 1e-4);
    }

    void take_step() {
        const StepResult result =
            objective_->step(state_.epoch, state_.batch, learning_rate(state_.step));
        if (!result.divergence.empty())
            throw DivergenceError(result.divergence, state_.epoch + 1, state_.step + 1, kKeys);
        state_.loss_sum += result.loss;
        state_.examples += result.predictions;
        state_.tokens += result.tokens;
    }

    void finish_epoch() {
        check_finite(parts_.parameters, state_.epoch + 1, state_.step, kKeys);
        if (state_.examples == 0)
            refuse("pretrain.text", "subsampling left no text with two words; use longer texts, or "
                                    "a larger pretrain.sample, which drops fewer (0: none)");
        const TrainProgress now = state_.progress(config_.pretrain.epochs, objective_->steps());
        const Json::Object line{{"epoch", now.epoch}, {"step", state_.step},
                                {"train_loss", now.train_loss},
                                {"learning_rate", learning_rate(state_.step - 1)},
                                {"tokens_per_second", std::round(now.tokens_per_second)},
                                {"seconds", now.seconds}};
        state_.metrics.push_back(Json(line).dump());
        if (events_.epoch) events_.epoch(now, {}, true);
        state_.begin_next_epoch();
    }

    void checkpoint() {
        check_finite(parts_.parameters, state_.epoch + 1, state_.step, kKeys);
        save_checkpoint(directory_.checked().checkpoint, parts_, state_);
    }

    void resume_from_checkpoint() {
        state_ = load_checkpoint(directory_.checkpoint, parts_);
        if (!state_.fits(config_.pretrain.epochs, objective_->steps(), texts_.data.ids.size()) ||
            state_.best_epoch + state_.bad_epochs > 0 || state_.plateau.reductions > 0)
            refuse_counters(directory_.checkpoint);
        if (std::filesystem::exists(directory_.model) && !has_own_model())
            set_aside(directory_.path, {"model.safetensors"});
    }

    // Whether the saved model has this run's config and vocabulary: else it is set aside.
    bool has_own_model() const try {
        return read_safetensors(directory_.model).metadata == parts_.metadata;
    } catch (const Error&) {
        return false;
    }

    static Config with_defaults(Config config) {
        PretrainOptions& options = config.pretrain;
        config.model.freeze = "none"; // a key for vectors from model.start
        config.optimizer.average = 0; // a key of `textrnn train`
        if (options.text.empty() || options.text.front().empty())
            refuse_config("pretrain.text is missing: set it to a file of texts, one per line");
        if (!config.train.start.empty())
            refuse_config("model.start: pretraining starts from random values; remove the key");
        const PretrainMethod& method = *find_named(kPretrainMethods, options.method);
        if (options.negatives == 0) options.negatives = method.negatives;
        if (options.learning_rate == 0) options.learning_rate = method.learning_rate;
        return config;
    }

    RunDirectory directory_; // the first member: refuses a foreign directory before reading
    const Config& given_; // for config.toml, where 0 stays the method's default
    const Config config_; // with the method's defaults
    const TrainEvents& events_;
    const Texts texts_;
    std::unique_ptr<Objective> objective_;
    const RunParts parts_; // of the checkpoints
    RunState state_;
};

} // namespace

bool pretrain(const Config& config, const std::string& directory, bool resume, Threads& threads,
              const TrainEvents& events) {
    return Pretrainer(config, directory, threads, events).run(resume);
}

} // namespace textrnn
