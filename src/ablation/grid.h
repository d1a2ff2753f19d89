// The grid of an ablation: a list of runs. Workers on any machines do the runs in any order. An
// arm is one of the compared models. Before a run with a learning-rate search, do_run() does the
// search.
#pragma once

#include "train/config.h"

namespace textrnn {

enum class RunKind {
    kCost,     // measures the cost of a step for growing vocabularies
    kParity,   // trains two models on the same batches, one step of each in turn
    kTraining, // trains one arm with one seed
    kSearch,   // trains one arm with a learning rate of ablation.search
    kWidth,    // trains one arm with an embedding dimension of ablation.widths
};

struct Run {
    RunKind kind;
    std::string id;   // directory name: e.g. "train-lookup-seed-1-", then id_end()
    std::string name; // "cost", the arm, or ParityRun::name
    // Config of the model (kParity: of model a). kCost: the ablation's config, with default values
    // for data, model.start and all keys of [ablation] except arms, vocabulary_sizes and cost_*.
    Config config;
    Config other; // of model b for kParity; otherwise equal to `config`
    std::string data = ""; // data_hash(); "" for kCost, whose texts are synthetic
    // If not empty: do_run() does these runs first, and replaces config.learning_rate by the rate
    // of the run with the best dev accuracy.
    std::vector<Run> search = {};
};

// The config with the settings of `arm`:
//     input layer name  sets model.input; one_hot_direct also resets keys that need an embedding
//     one_hot_narrow    one_hot_direct; do_run() then sets hidden_size by fit_hidden_size()
//     bag_of_words      lookup without RNN, with pooling "mean"
//     frozen            lookup in a table that is not trained; frozen_std_1: also embedding_std = 1
Config arm_config(const Config&, const std::string& arm);

// The hidden size at which one_hot_direct has about as many parameters as lookup in this model.
// Preconditions: vocabulary_size and classes are set, and the model has a cell.
Index fit_hidden_size(ClassifierOptions model);

// 8 hexadecimal digits: a hash of the data files' bytes and extensions, names in data folders, and
// shares ("10%"), not of paths. Throws Error(kNoInput) if an existing file cannot be read.
std::string data_hash(const DataOptions&);

// The end of a run's id: 8 hexadecimal digits, then "-" and Run::data unless Run::data is empty.
// The digits hash the bytes of the file config.train.start and, from both configs, the keys that
// decide a run and have non-default values. Throws as data_hash() does.
std::string id_end(const Run&);

// All runs, in an order that only the config decides. `data`: data_hash(). Throws as id_end() does.
std::vector<Run> plan_runs(const Config&, const std::string& data);

} // namespace textrnn
