// The training loop: epochs of steps, an evaluation on the dev set after each epoch, and a run
// directory from which a stopped run resumes to the same bits.
#pragma once

#include "train/checkpoint.h"
#include "train/evaluation.h"

#include <functional>
#include <optional>
#include <string>

namespace textrnn {

struct StepReport { // after each step, for a progress line
    Index epoch, epochs; // epoch counts from 1
    double fraction;     // done of the whole run, in [0, 1]
    double loss;         // mean over the epoch so far
    double tokens_per_second;
    double seconds_left; // estimated, without early stopping
};

struct EpochReport {
    Index epoch, epochs;
    double train_loss;
    std::optional<Evaluation> dev; // empty without a dev set
    double tokens_per_second, seconds;
    bool is_best; // its model is the best so far, and was saved
};

// Callbacks of train(), each of which may be empty.
struct TrainEvents {
    std::function<void(const StepReport&)> step;
    std::function<void(const EpochReport&)> epoch;
    // Called after each step, and by several threads during the evaluation; true: train() saves a
    // checkpoint and returns.
    std::function<bool()> should_stop;
};

struct TrainOutcome {
    bool interrupted = false; // should_stop() returned true; the rest is then empty
    Index best_epoch = 0;
    double best_dev_accuracy = 0;
    std::optional<Evaluation> test; // of the best epoch's model; empty without a test set
};

// Trains in `directory`, into which it writes config.toml, metrics.jsonl, model.safetensors and
// checkpoint.safetensors. With `resume` it continues from the checkpoint, if there is one; without,
// it first moves the files of an earlier run to a subdirectory previous-N. Throws Error(kRuntime)
// if the loss, a gradient or a weight becomes NaN or infinite, or if another process trains in the
// directory; files saved before stay.
TrainOutcome train(const Config&, const std::string& directory, bool resume, Threads&,
                   const TrainEvents&);

} // namespace textrnn
