// A checkpoint: the model as it stands, the optimizer's state, and how far the run has come. With
// it a run goes on to the same bits as if it had never been interrupted.
#pragma once

#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/model_file.h"

#include <string>
#include <vector>

namespace textrnn {

// How far a run has come. Random numbers need no state: they are functions of seed and step.
struct RunState {
    Index epoch = 0; // finished epochs
    Index batch = 0; // batches of the current epoch that are done
    Index step = 0;  // updates in all
    // Of the current epoch so far:
    double loss_sum = 0; // of the examples seen
    Index examples = 0;
    Index tokens = 0;
    double seconds = 0; // spent on steps

    double total_seconds = 0; // of the finished epochs
    Index best_epoch = 0;     // 0: none yet
    double best_accuracy = 0;
    double best_loss = 0;
    Index bad_epochs = 0; // since the best
    Plateau plateau;
    std::vector<std::string> metrics; // the lines of metrics.jsonl
    bool finished = false;
};

void save_checkpoint(const std::string& path, const Model&, Optimizer&, const RunState&,
                     std::uint64_t data_fingerprint);

// Puts model and optimizer into the saved state. Throws Error(kBadData) when the file is damaged,
// and Error(kBadConfig) when it belongs to a run with another config or other data.
RunState load_checkpoint(const std::string& path, Model&, Optimizer&,
                         std::uint64_t data_fingerprint);

} // namespace textrnn
