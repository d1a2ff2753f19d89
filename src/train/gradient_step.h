// GradientStep: the part of a training step that every loss shares: forward and backward of all
// shards of a batch, the sum of their gradients, clipping and the update. Threads compute the
// shards in parallel. The result depends on the shard size, not on the number of threads.
#pragma once

#include "data/batches.h"
#include "nn/forward_context.h"
#include "optim/optimizer.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

class Threads;

// Sets of gradients that a GradientStep keeps at most, so that memory does not grow with the batch
// size. Also the largest number of shards that run at the same time.
inline constexpr Index kGradientSets = 16;

struct StepResult { // of the whole batch
    double loss = 0;
    double gradient_norm = 0; // before clipping
    Index tokens = 0;
    double packing_seconds = 0;
    double forward_seconds = 0, backward_seconds = 0; // summed over the shards
    double reduction_seconds = 0; // zeroing gradients (summed over the shards) and adding them up
    double clip_seconds = 0;      // computing the gradient norm
    double update_seconds = 0;
};

class GradientStep {
public:
    // A shard's summand of the batch loss [1,1], on the context's tape.
    using Loss = std::function<Var(const ForwardContext&, const Shard&)>;
    struct Options {
        double learning_rate, clip_norm;
        double adversarial; // TrainOptions::adversarial; 0: off
        Random dropout;     // this step's generator; each step needs another
    };

    // Keeps a reference: the Threads must outlive it. The parameters must have their values.
    GradientStep(const OptimizerOptions&, const Parameters&, Threads&);

    // One update of the constructor's parameters. The StepResult must be new: values are added.
    // Allocates nothing once it has seen the largest batch. If the loss or the gradient norm is NaN
    // or infinite, the parameters are unchanged, and `divergence` names the first place: "WEIGHT",
    // "OP after WEIGHT" (the last weight before the op), "the gradient of WEIGHT" or "the sum of
    // the shards' gradients".
    void run(Parameters&, std::span<const Shard>, const Loss&, const Options&, StepResult&,
             std::string& divergence);

    Optimizer& optimizer() { return optimizer_; }
    Index bytes() const; // memory of arenas and gradients

private:
    struct PerThread {
        Arena arena;
        Tape tape{arena};
    };
    struct Batch {
        Parameters& parameters;
        std::span<const Shard> shards;
        const Loss& loss;
        const Options& options;
    };
    struct ShardResult {
        double loss = 0;
        double zeroing_seconds = 0, forward_seconds = 0, backward_seconds = 0;
    };

    Index run_wave(const Batch&, Index first, StepResult&);
    static ShardResult run_shard(const Batch&, Index shard, PerThread&, Gradients&);
    std::string find_divergence(const Batch&);

    Threads& threads_;
    Optimizer optimizer_;
    std::vector<PerThread> per_thread_;      // [threads]; never resized
    std::vector<Gradients> gradients_;       // at most kGradientSets
    std::vector<ShardResult> shard_results_; // of the shards that run at the same time
};

// The first parameter with a value that is NaN or infinite; nullptr if all values are finite.
const Parameter* find_not_finite(const Parameters&);

// Throws Error(kRuntime) "epoch E, step S: WHAT is no longer a finite number; ...".
[[noreturn]] void refuse_divergence(const std::string& what, Index epoch, Index step);

} // namespace textrnn
