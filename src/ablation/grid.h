// The grid of an ablation: a list of runs that do not depend on each other, so that they can be
// done in any order, by any number of workers on any machines.
#pragma once

#include "train/config.h"

#include <string>
#include <vector>

namespace textrnn {

enum class RunKind {
    kCost,     // what a step costs, for growing vocabularies
    kParity, // two models side by side on the same batches
    kTraining, // one arm trained with one seed
};

struct Run {
    RunKind kind;
    std::string id;   // of its directory: its name and the hash of all that decides its result
    std::string name; // of the arm, or of the optimizers compared
    Config config;    // of the first (or only) model
    Config other;     // of the second one, for kParity
};

// The arm's config: what makes it lookup, one_hot, one_hot_direct or bag_of_words, and nothing else
// changed but what the arm cannot have.
Config arm_config(const Config&, const std::string& arm);

// All runs of the ablation that the config describes, always in the same order.
std::vector<Run> plan_runs(const Config&);

} // namespace textrnn
