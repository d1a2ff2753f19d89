// Checkpoints: the model, the optimizer's state and the progress of a run. A run that resumes from
// a checkpoint computes the same bits as a run without interruption.
#pragma once

#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include <string>
#include <vector>

namespace textrnn {

inline constexpr double kCheckpointSeconds = 120; // between checkpoints within an epoch

struct TrainProgress { // after a step
    Index epoch, epochs;               // epoch counts from 1
    double train_loss;                 // mean over the epoch so far
    double tokens_per_second, seconds; // of the epoch so far
    double fraction;                   // done of the whole run, in [0, 1]
    double seconds_left;               // estimated, without early stopping
};

// The progress of a run through its epochs. Random numbers need no state: they are functions of
// seed and step.
struct EpochState {
    Index epoch = 0; // finished epochs
    Index batch = 0; // finished batches of the current epoch
    // Sums over the finished batches of the current epoch:
    double loss_sum = 0; // sum of losses of examples
    Index examples = 0;  // of `textrnn pretrain`: predictions
    Index tokens = 0;
    double seconds = 0; // of training steps

    double total_seconds = 0;         // of training steps in the finished epochs
    std::vector<std::string> metrics; // the lines of metrics.jsonl

    TrainProgress progress(Index epochs, Index batches) const; // batches: of an epoch
    void begin_next_epoch();
};

struct RunState : EpochState {
    Index epochs = 0;          // train.epochs of the run that wrote the checkpoint
    Index step = 0;            // updates since the start of the run
    Index best_epoch = 0;      // from 1; 0: no epoch has finished
    Scores best;               // on the dev set after the best epoch; zeros without dev set
    std::string best_weights; // checksum of the best epoch's weights; "": no epoch, or not known
    Index bad_epochs = 0;     // epochs since the best epoch
    Plateau plateau;
    bool finished = false; // no epoch is left to train
};

// The parameters, and the state of the optimizer (may be nullptr) as optimizer.<state>.<parameter>.
std::vector<TensorView> checkpoint_tensors(const Parameters&, Optimizer* optimizer);
// Copies these tensors from a file; `steps` is the number of updates taken. Throws as
// required_tensor does; the targets may then be partly overwritten.
void load_tensors(Safetensors& file, const std::string& path, Parameters&, Optimizer* optimizer,
                  Index steps);
// Throws Error(kBadConfig) if the file has another data fingerprint, or another value of a key for
// which decides(key) is true (train.epochs may rise if the schedule ignores it). Throws
// Error(kBadData) if the file lacks or contradicts an entry of `metadata` other than "config".
void check_same_run(const Safetensors& file, const std::string& path, const Config&,
                    bool (*decides)(std::string_view key), const Metadata& metadata,
                    std::uint64_t data_fingerprint);

// Throws as replace_file does.
void save_checkpoint(const std::string& path, const Model&, Optimizer&, const RunState&,
                     std::uint64_t data_fingerprint);

// Copies the saved parameters and optimizer state into `model` and `optimizer`, and returns the
// progress. Throws as read_safetensors, check_same_run (decides_training), record_from_json and
// load_tensors do.
RunState load_checkpoint(const std::string& path, Model&, Optimizer&,
                         std::uint64_t data_fingerprint);

} // namespace textrnn
