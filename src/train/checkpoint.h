// Checkpoints: the model, the optimizer's state and the progress of a run. A run that resumes from
// a checkpoint computes the same bits as a run without interruption.
#pragma once

#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/evaluation.h"
#include "train/model_file.h"

namespace textrnn {

struct TrainProgress { // after a step
    Index epoch, epochs;               // epoch counts from 1
    double train_loss;                 // mean over the epoch so far
    double tokens_per_second, seconds; // of the epoch so far
    double fraction;                   // share of the run that is done, in [0, 1]
    double seconds_left;               // estimated, without early stopping
};

// The progress of a run. Random numbers need no state: they are functions of seed and step.
struct RunState {
    Index epoch = 0; // finished epochs
    Index batch = 0; // finished batches of the current epoch
    Index step = 0;  // updates since the start of the run
    // Sums over the finished batches of the current epoch:
    double loss_sum = 0; // of (loss of the batch) * (its examples); `textrnn pretrain`: of losses
    Index examples = 0;  // `textrnn pretrain`: number of losses in loss_sum, not of texts
    Index tokens = 0;
    double seconds = 0; // of training steps

    double total_seconds = 0;         // of training steps in the finished epochs
    std::vector<std::string> metrics; // the lines of metrics.jsonl

    // Only of `textrnn train`:
    Index best_epoch = 0;      // from 1; 0: no epoch has finished
    Scores best;               // on the dev set after the best epoch; zeros without dev set
    std::string best_weights; // checksum of the best epoch's weights; "": no epoch, or not known
    Index bad_epochs = 0;     // epochs since the best epoch
    Plateau plateau;

    TrainProgress progress(Index epochs, Index batches) const; // batches: of an epoch
    void begin_next_epoch();
    // True if epoch, batch, step, tokens, seconds and best_epoch fit `epochs` epochs of `batches`
    // batches and data_tokens tokens, the sums are 0 if batch is 0, and metrics[i] is the line of
    // epoch i + 1.
    bool fits(Index epochs, Index batches, Index data_tokens) const;
    // Only of `textrnn train`: true if the lines of `metrics` have dev scores exactly if the config
    // has a dev set, and give best_epoch, best, bad_epochs and plateau.
    bool fits_scores(const Config&) const;
    // Updates best_epoch, best, bad_epochs and plateau for an epoch that ends with `dev`: call it
    // before begin_next_epoch(). True if the epoch is the best so far: by train.metric, then by
    // loss; without a dev set always.
    bool observe(const std::optional<Scores>& dev, const Config&);
};

// What save_checkpoint() and load_checkpoint() need of a run besides the RunState. A checkpoint
// stores each state array of the optimizer as a tensor optimizer.<state>.<parameter>.
struct RunParts {
    const Config& config;
    Metadata metadata; // of the model file, with the config; `textrnn train`: with the labels, too
    Parameters& parameters;
    Optimizer* optimizer; // may be nullptr
    std::uint64_t data_fingerprint;
};
RunParts parts_of(Model&, Optimizer&, std::uint64_t data_fingerprint); // of `textrnn train`

// Throws as replace_file does. Precondition: check_header() accepts the metadata.
void save_checkpoint(const std::string& path, RunParts, const RunState&);

// Copies the saved tensors into the parameters and the optimizer, and returns the progress. Throws
// Error(kBadConfig) if the file belongs to the other command (train, pretrain) or to other data, or
// if a key that decides_training() selects (pretrain: decides_pretraining()) has another value; but
// train.epochs may rise if Schedule::has_end is false. Throws Error(kBadData) for wrong content,
// e.g. another vocabulary or a negative mean of squared gradients; throws as read_safetensors does.
// After an error, parameters and optimizer may be partly overwritten. The caller must call fits().
RunState load_checkpoint(const std::string& path, const RunParts&);
[[noreturn]] void refuse_counters(const std::string& path); // Error(kBadData): impossible RunState

} // namespace textrnn
