// The training step: GradientStep updates parameters by any loss; TrainState trains a classifier.
#pragma once

#include "data/batches.h"
#include "data/corpus.h"
#include "nn/forward_context.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/model_file.h"

namespace textrnn {

// Maximum number of Gradients in a GradientStep and of parallel shards: limits a batch's memory.
inline constexpr Index kGradientSets = 16;

struct StepResult { // of a batch
    double loss = 0;          // sum of the shards' Loss (adversarial: without the perturbation)
    double gradient_norm = 0; // before clipping
    Index tokens = 0;
    Index predictions = 0; // of `textrnn pretrain`: number of losses that `loss` is the sum of
    double packing_seconds = 0;
    double forward_seconds = 0, backward_seconds = 0; // summed over the shards
    double reduction_seconds = 0; // zeroing gradients (summed over the shards) and adding them up
    double clip_seconds = 0;      // computing the gradient norm
    double update_seconds = 0;
    double seconds = 0; // wall-clock time of TrainState::step; 0 from GradientStep::run
    std::string divergence; // "", or the first place of a NaN or an infinity
};

// The part of a training step that every loss shares: forward and backward of all shards of a
// batch, the sum of their gradients, clipping and the update. Threads compute the shards in
// parallel. The result depends on the shard size, not on the number of threads.
class GradientStep {
public:
    // A shard's summand of the batch loss [1,1], on the context's tape; called by several threads.
    using Loss = std::function<Var(const ForwardContext&, const Shard&)>;
    struct Options {
        double learning_rate, clip_norm;
        // 0: off; ForwardContext::perturbation is nullptr. Else: norm of a text's perturbation /
        // norm of its embeddings. Loss then runs twice, and the gradients add up; each time, Loss
        // must add perturbation->added to the embeddings and set perturbation->embeddings.
        double adversarial;
        Random dropout;     // this step's generator; each step needs another
    };

    // Keeps references to parameters and Threads. Precondition: parameter values are allocated.
    GradientStep(const OptimizerOptions&, Parameters&, Threads&, Loss);

    // One update of the parameters. Allocates nothing once it has seen the largest batch. If the
    // loss or the gradient norm is NaN or infinite, the parameters are unchanged, and the result's
    // `divergence` names the place, e.g. "the output of OP after WEIGHT" (WEIGHT: the last
    // parameter on the tape before the op) or "the gradient of OP". Precondition: a shard exists.
    StepResult run(std::span<const Shard>, const Options&);

    Optimizer& optimizer() { return optimizer_; }
    Index bytes() const; // memory of arenas, perturbations and gradients

private:
    struct PerThread {
        Arena arena;
        Tape tape{arena};
        Storage perturbation; // of adversarial training
    };

    Index run_wave(std::span<const Shard>, Index first, const Options&, StepResult&);
    StepResult run_shard(const Shard&, Random, double adversarial, PerThread&, Gradients&) const;
    std::string find_divergence(std::span<const Shard>, const Options&);

    Parameters& parameters_;
    Threads& threads_;
    Loss loss_; // made once: creating a std::function allocates
    Optimizer optimizer_;
    std::vector<PerThread> per_thread_;     // [threads]; never resized
    std::vector<Gradients> gradients_;      // at most kGradientSets
    std::vector<StepResult> shard_results_; // of the shards that run at the same time
};

// The first parameter with a value that is NaN or infinite; nullptr if all values are finite.
const Parameter* find_not_finite(const Parameters&);

inline constexpr const char* kTrainKeys = "optimizer.learning_rate or train.clip_norm (0: none)";
// Training does not converge: "epoch E, step S: WHAT is no longer a finite number; try a lower
// KEYS"; code kRuntime. `epoch` and `step` (since the start of the run) count from 1.
struct DivergenceError : Error {
    DivergenceError(const std::string& what, Index epoch, Index step, const char* keys = kTrainKeys)
        : Error(ExitCode::kRuntime,
                "epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ": " + what +
                    " is no longer a finite number; try a lower " + keys) {}
};
// Throws DivergenceError if a value is NaN or infinite: an update can overflow after a finite loss.
void check_finite(const Parameters&, Index epoch, Index step, const char* keys = kTrainKeys);

// A model with random initial weights (from train.seed) for the corpus's vocabulary and labels.
Model initial_model(const Config&, const Corpus&);

class TrainState {
public:
    // model.config chooses optimizer, schedule and loss. Keeps references: `corpus` and the Threads
    // must outlive it. Throws Error(kBadConfig) if a list in train.class_weights has not C values.
    TrainState(Model model, const Corpus& corpus, Threads&);

    TrainState(const TrainState&) = delete; // gradient_step_ keeps a pointer to this object

    // One update from a batch, given as example numbers of corpus.train, longest text first. Throws
    // DivergenceError if the loss or the gradient norm is NaN or infinite; the weights are then
    // unchanged. Allocates nothing once it has seen the largest batch.
    StepResult step(const std::vector<Index>& batch, const ScheduleState&);
    double learning_rate(const ScheduleState& state) const { // value that step() uses
        return model_.config.learning_rate * schedule_factor(model_.config.schedule, state);
    }

    Model& model() { return model_; }
    // The model to evaluate and save until the next step(): model(), or, if train.average is set, a
    // model of the optimizer's averages (zeros before the first step) and the frozen parameters.
    const Model& evaluated_model();
    Optimizer& optimizer() { return gradient_step_.optimizer(); }
    double bytes() const { return static_cast<double>(gradient_step_.bytes()); } // of GradientStep

private:
    Model model_;
    std::optional<Model> averaged_; // for evaluated_model(); its parameters own no values
    const Corpus& corpus_;
    GradientStep gradient_step_;
    std::vector<Real> class_weights_; // [C], or empty: all 1
    std::vector<Shard> shards_;       // memory of the batch's shards
    Real total_weight_ = 0;           // sum of the texts' class weights; divides the loss
};

} // namespace textrnn
