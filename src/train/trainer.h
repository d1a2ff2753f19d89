// The training loop: epochs of steps, the dev set after each, the best epoch kept, and a run
// directory from which an interrupted run goes on exactly.
#pragma once

#include "data/corpus.h"
#include "train/checkpoint.h"
#include "train/evaluation.h"

#include <functional>
#include <optional>
#include <string>

namespace textrnn {

struct StepReport { // after each step, for a progress display
    Index epoch, epochs;
    double fraction; // of the whole run
    double loss;     // mean over the epoch so far
    double tokens_per_second;
    double seconds_left; // if no early stopping comes
};

struct EpochReport {
    Index epoch, epochs;
    double train_loss, dev_loss, dev_accuracy; // dev figures are NaN without a dev set
    double tokens_per_second, seconds;
    bool is_best;
};

struct TrainEvents {
    std::function<void(const StepReport&)> step;
    std::function<void(const EpochReport&)> epoch;
    std::function<bool()> should_stop; // asked after each step; true: save and return
};

struct TrainOutcome {
    bool interrupted = false;
    Index best_epoch = 0;
    double best_dev_accuracy = 0;
    std::optional<Evaluation> test;
};

// Trains in `directory`, which holds config.toml, metrics.jsonl, model.safetensors and
// checkpoint.safetensors afterwards. With `resume`, goes on from the checkpoint if there is one;
// otherwise an earlier run's files are first moved to a subdirectory previous-N. Throws
// Error(kRuntime) when the loss is no longer finite; what had been saved stays.
TrainOutcome train(const Config&, const std::string& directory, bool resume, Threads&,
                   const TrainEvents&);

} // namespace textrnn
