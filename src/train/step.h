// One training step, whole: shards forward and backward in parallel, their gradients added up in
// shard order, clipped, and the update. Nothing in it depends on the number of threads.
#pragma once

#include "data/batches.h"
#include "nn/classifier.h"
#include "optim/optimizer.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

class Threads;

struct LossOptions {
    std::vector<Real> class_weights; // [C], or empty
    double label_smoothing = 0;
};

struct StepResult {
    double loss = 0;          // mean over the batch, weighted as the classes are
    double gradient_norm = 0; // before clipping
    Index tokens = 0;
    // Where the time went; forward and backward are sums over the shards, whatever ran at once.
    double forward_seconds = 0, backward_seconds = 0;
    double reduction_seconds = 0; // shards' gradients set to zero, and added up
    double clip_seconds = 0;      // their norm
    double update_seconds = 0;
};

// What steps reuse: for each thread an arena and a tape, for each shard its gradients.
class Workspace {
public:
    Workspace(Threads& threads, const Parameters& parameters);

    struct Lane { // what a thread computes with
        Arena arena;
        Tape tape{arena};
        void reset() {
            tape.clear();
            arena.reset();
        }
    };

    Threads& threads() { return threads_; }
    Lane& lane(Index worker) { return *lanes_[worker]; }
    // Gradients of `shards` shards, all zero.
    std::vector<Gradients>& gradients(Index shards);
    std::vector<StepResult>& parts(Index shards); // what each shard of the step gave
    double bytes() const; // held

private:
    Threads& threads_;
    const Parameters& parameters_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::vector<Gradients> gradients_;
    std::vector<StepResult> parts_;
};

// `dropout` gives the step's dropout masks: a stream of its own for every step. When loss or
// gradient are not finite, nothing is updated.
StepResult train_step(Classifier&, Optimizer&, Workspace&, std::span<const Shard>,
                      const LossOptions&, double learning_rate, double clip_norm,
                      const Random& dropout);

// Where in a step that updated nothing the numbers first were not finite: "weight", "op after
// weight" or "the gradient of weight". Computes the step again, on one thread.
std::string find_divergence(const Classifier&, Workspace&, std::span<const Shard>,
                            const LossOptions&, const Random& dropout);
// The first parameter that has a value which is not finite; nullptr when none has.
const Parameter* find_not_finite(const Parameters&);

} // namespace textrnn
