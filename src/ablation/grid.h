// The grid of an ablation: a list of independent runs, which any number of workers on any machines
// can do in any order.
#pragma once

#include "train/config.h"

#include <string>
#include <vector>

namespace textrnn {

enum class RunKind {
    kCost,     // measures the cost of a step for growing vocabularies
    kParity,   // trains two models side by side on the same batches
    kTraining, // trains one arm with one seed
};

struct Run {
    RunKind kind;
    std::string id;   // directory name: kind, name, hash of the keys that decide the result, `data`
    std::string name; // "cost", the arm, or ParityRun::name
    Config config;    // of the model; for kParity, of model a
    Config other;     // of model b for kParity; otherwise equal to `config`
    std::string data = ""; // data_hash(); "" for kCost, whose texts are synthetic
};

// The config with the settings of `arm` ("lookup", "one_hot", "one_hot_direct", "bag_of_words",
// "frozen"). Settings that contradict the arm are overwritten, e.g. embedding_dropout = 0 for
// one_hot_direct.
Config arm_config(const Config&, const std::string& arm);

// 8 hexadecimal digits: a hash of all data files' bytes and extensions, and of the names inside
// data folders, but not of paths. Throws Error(kNoInput) if an existing file cannot be read.
std::string data_hash(const DataOptions&);

// All runs of the ablation, in an order that depends on the config only; `data` is data_hash().
std::vector<Run> plan_runs(const Config&, const std::string& data);

} // namespace textrnn
