// The training loop: each epoch ends with an evaluation on dev; a resumed run has the same bits.
#pragma once

#include "data/corpus.h"
#include "train/checkpoint.h"

namespace textrnn {

struct StartCoverage { // number of words and tensors that start_from_file() copied
    Index words = 0;        // number of the vocabulary's words with a vector in the file
    Index vocabulary = 0;   // number of words, without <pad> and <unk>
    double token_share = 0; // share of the training tokens with a vector in the file
    Index tensors = 0;      // number of other tensors copied from a model
};
// Copies values from the file config.train.start to `model`; std::nullopt if it is "". Each vector,
// times config.train.start_scale, goes to the row of the same word; other words keep their values.
// From a model file, also copies the other tensors of the same name and shape: rnn.* only if the
// cell is the same, classifier.* only if the labels are. Throws as read_vectors, read_safetensors,
// saved_config and vocabulary_of do; Error(kBadData) for a NaN or infinite value; Error(kBadConfig)
// if no value fits, a table has another width, or word vectors are for a `model` without embedding.
std::optional<StartCoverage> start_from_file(Model& model, const Corpus&);

// Callbacks of train() and pretrain(); each may be empty.
struct TrainEvents {
    std::function<void(const std::string& lines)> data; // receives the summary of the data
    std::function<void(const StartCoverage&)> start; // called after start_from_file() read a file
    std::function<void(const TrainProgress&)> step;  // called after each step
    // Called after each epoch, before it is saved. `dev` is empty without a dev set; is_best: the
    // epoch's model is the best so far (pretrain(): always true).
    std::function<void(const TrainProgress&, const std::optional<Evaluation>& dev, bool is_best)>
        epoch;
    // Called after each step, and by evaluating threads. If true, the run is saved and ends.
    std::function<bool()> should_stop;
};

struct TrainOutcome {
    Index best_epoch; // from 1
    Index epochs;     // finished; fewer than train.epochs if train.patience has ended the run
    Scores dev;       // of the best epoch's model, after calibration; zeros without a dev set
    std::optional<Evaluation> test; // of the best epoch's model; empty without a test set
    double temperature = 1;         // of the best epoch's model
};

// Calls step(), which must update loss_sum, examples and tokens of the RunState, for each remaining
// batch of the epoch, and save() every two minutes. Returns false, without saving, if should_stop()
// returned true: the caller must then save. Otherwise, the caller must call begin_next_epoch().
bool take_steps(RunState&, Index epochs, Index batches, const TrainEvents&,
                const std::function<void()>& step, const std::function<void()>& save);

// Trains, and writes the files of a RunDirectory to `directory`. With `resume`, continues from the
// checkpoint, if any; else first moves the files of an earlier run to previous-N. std::nullopt if
// should_stop() returned true. Throws as load_corpus, check_header, start_from_file, TrainState,
// load_checkpoint, load_model, RunDirectory and replace_file do; Error(kBadData) if the
// checkpoint's counters are impossible or the best epoch's model is lost; DivergenceError if a loss
// (also the test set's), a gradient or a weight becomes NaN or infinite: the files of earlier
// epochs stay.
std::optional<TrainOutcome> train(const Config&, const std::string& directory, bool resume,
                                  Threads&, const TrainEvents&);

// Whether both models can come from the same run, whatever its train.epochs.
bool is_same_training(const Model&, const Model&);

} // namespace textrnn
