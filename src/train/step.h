// TrainState: a model in training and the memory that its steps reuse; step() is one whole training
// step. Threads compute the shards of a batch in parallel. The result of step() depends on the
// shard size, not on the number of threads.
#pragma once

#include "data/batches.h"
#include "data/corpus.h"
#include "optim/schedule.h"
#include "train/model_file.h"

#include <span>
#include <string>
#include <vector>

namespace textrnn {

class Threads;

// Sets of gradients that a TrainState keeps at most, so that memory does not grow with the batch
// size. Also the largest number of shards that run at the same time.
inline constexpr Index kGradientSets = 16;

struct StepResult { // of the whole batch
    double loss = 0;          // mean over the examples, weighted by class
    double gradient_norm = 0; // before clipping
    Index tokens = 0;
    double packing_seconds = 0;
    double forward_seconds = 0, backward_seconds = 0; // summed over the shards
    double reduction_seconds = 0; // zeroing gradients (summed over the shards) and adding them up
    double clip_seconds = 0;      // computing the gradient norm
    double update_seconds = 0;
};

// A model with random initial weights (from train.seed) for the corpus's vocabulary and labels.
Model initial_model(const Config&, const Corpus&);

class TrainState {
public:
    // model.config chooses optimizer, schedule and loss. Keeps references: `corpus` and the Threads
    // must outlive it. Throws Error(kBadConfig) if train.class_weights lists a number of
    // values other than C.
    TrainState(Model model, const Corpus& corpus, Threads&);

    // One update from a batch, given as example numbers of corpus.train. Throws Error(kRuntime) if
    // the loss or the gradient norm is NaN or infinite; the weights are then unchanged. Allocates
    // nothing once it has seen the largest batch.
    StepResult step(const std::vector<Index>& batch, const ScheduleState&);
    double learning_rate(const ScheduleState&) const; // of the step taken at this state

    Model& model() { return model_; }
    Optimizer& optimizer() { return optimizer_; }
    double bytes() const; // memory of arenas and gradients

private:
    struct PerThread {
        Arena arena;
        Tape tape{arena};
    };
    struct Batch {
        std::span<const Shard> shards; // of shards_
        Real total_weight;             // sum of the examples' class weights; divides the loss
        Random dropout;                // a generator of its own for every step
    };
    struct ShardResult {
        double loss = 0; // the shard's summand of the batch loss
        double zeroing_seconds = 0, forward_seconds = 0, backward_seconds = 0;
    };

    Batch pack(const std::vector<Index>& examples, Index step);
    Index run_wave(const Batch&, Index first, StepResult&);
    ShardResult run_shard(const Batch&, Index shard, PerThread&, Gradients&);
    Var forward(const Batch&, Index shard, PerThread&, Gradients&) const;
    std::string find_divergence(const Batch&);

    Model model_;
    const Corpus& corpus_;
    Threads& threads_;
    Optimizer optimizer_;
    std::vector<Real> class_weights_;                    // [C], or empty: all 1
    std::vector<Shard> shards_;                          // memory of the batch's shards
    std::vector<PerThread> per_thread_;                  // [threads]; never resized
    std::vector<Gradients> gradients_;                   // at most kGradientSets
    std::vector<ShardResult> shard_results_;             // of a wave
};

// The first parameter with a value that is NaN or infinite; nullptr if all values are finite.
const Parameter* find_not_finite(const Parameters&);

// Throws Error(kRuntime) "epoch E, step S: WHAT is no longer a finite number; ...".
[[noreturn]] void refuse_divergence(const std::string& what, Index epoch, Index step);

} // namespace textrnn
