// Combines the finished runs of a grid into Results.
#pragma once

#include "ablation/grid.h"
#include "ablation/results.h"

namespace textrnn {

// Reads the results of all finished runs below the ablation's directory `out`, and lists the
// unfinished runs in `missing`. Throws Error(kBadData) for a damaged result file. Also loads the
// corpus (sizes, labels, words to show) and throws as load_corpus() does.
Results collect(const Config& config, const std::vector<Run>& runs, const std::string& out);

// This machine and this program's build; flops_per_second and bytes_per_second stay 0.
Machine describe_machine();

} // namespace textrnn
