// TrainState: a classifier in training and the memory that its steps reuse; step() is one whole
// training step.
#pragma once

#include "data/batches.h"
#include "data/corpus.h"
#include "optim/schedule.h"
#include "train/gradient_step.h"
#include "train/model_file.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

// A model with random initial weights (from train.seed) for the corpus's vocabulary and labels.
Model initial_model(const Config&, const Corpus&);

class TrainState {
public:
    // model.config chooses optimizer, schedule and loss. Keeps references: `corpus` and the Threads
    // must outlive it. Throws Error(kBadConfig) if a list train.class_weights does not have C
    // values, or if its sum over the examples overflows.
    TrainState(Model model, const Corpus& corpus, Threads&);

    TrainState(const TrainState&) = delete; // loss_ keeps a pointer to this object

    // One update from a batch, given as example numbers of corpus.train. Throws Error(kRuntime) if
    // the loss or the gradient norm is NaN or infinite; the weights are then unchanged. Allocates
    // nothing once it has seen the largest batch.
    StepResult step(const std::vector<Index>& batch, const ScheduleState&);
    double learning_rate(const ScheduleState&) const; // of the step taken at this state

    Model& model() { return model_; }
    // The model to evaluate and save: model(), or with train.average a copy whose weights are the
    // averages, valid until the next call. Before the first step, the averages are zeros.
    const Model& evaluated_model();
    Optimizer& optimizer() { return gradient_step_.optimizer(); }
    double bytes() const { return static_cast<double>(gradient_step_.bytes()); } // held by steps

private:
    Model model_;
    std::optional<Model> averaged_; // memory of evaluated_model()
    const Corpus& corpus_;
    GradientStep gradient_step_;
    std::vector<Real> class_weights_; // [C], or empty: all 1
    std::vector<Shard> shards_;       // memory of the batch's shards
    Real total_weight_ = 0;           // sum of the batch's class weights; divides the loss
    GradientStep::Loss loss_;         // made once: creating it allocates
};

} // namespace textrnn
