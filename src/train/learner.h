// Learner: a model in training, with the optimizer, schedule and loss that its config names. The
// training loop steps one; the ablation steps two side by side.
#pragma once

#include "data/corpus.h"
#include "optim/schedule.h"
#include "train/config.h"
#include "train/model_file.h"
#include "train/step.h"

namespace textrnn {

// Throws Error(kRuntime) "epoch E, step S: <what> is no longer a finite number".
[[noreturn]] void refuse_divergence(const std::string& what, Index epoch, Index step);

// One weight a label by the config's rule; empty for "none". Throws Error(kBadConfig) when the
// number of weights is not the number of labels.
std::vector<Real> class_weights(const ClassWeights&, const std::vector<std::string>& labels,
                                const Dataset& train);

class Learner {
public:
    // A fresh model, initialised by the config's seed. Corpus and Threads must outlive it. Throws
    // Error(kBadConfig) when the class weights do not fit the labels.
    Learner(const Config&, const Corpus&, Threads&);
    Learner(const Learner&) = delete; // the workspace refers to the model
    Learner& operator=(const Learner&) = delete;

    // The update number state.step by a batch of example numbers, or by their shards. Throws
    // Error(kRuntime) when the loss or its gradient is no finite number, with epoch, step, layer
    // and lines.
    StepResult step(const std::vector<Index>& batch, const ScheduleState& state);
    StepResult step(std::span<const Shard> shards, const ScheduleState& state);
    double learning_rate(const ScheduleState& state) const;

    Model& model() { return model_; }
    Optimizer& optimizer() { return optimizer_; }

private:
    const Corpus& corpus_;
    Model model_;
    Optimizer optimizer_;
    LossOptions loss_;
    Workspace workspace_;
    std::vector<Shard> shards_; // of the step under way; kept for its memory
};

} // namespace textrnn
