// From the finished runs of a grid to the results of the whole.
#pragma once

#include "ablation/grid.h"
#include "ablation/results.h"

namespace textrnn {

// What the runs found that are done in the ablation's directory `out`, and the names of those that
// are not. `config` is the ablation's, `runs` its grid. Throws Error(kBadData) when a result is
// damaged, and as the readers do: the words' weights come from the training data.
Results collect(const Config& config, const std::vector<Run>& runs, const std::string& out);

// Means by arm, and every pair of arms compared, from results.trained.
void summarise(Results& results);

// This machine, and how this program was built.
Machine describe_machine();

} // namespace textrnn
