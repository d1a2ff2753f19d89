// Two models, trained side by side from the same seed on the same batches, compared at every step:
// does the lookup give the same numbers as the multiplication?
#pragma once

#include "ablation/results.h"
#include "train/config.h"

#include <functional>

namespace textrnn {

class Threads;

// done: share of the run, in [0, 1]. Returning false stops it.
using ContinueCallback = std::function<bool(double done)>;

// Trains `a` and `b`, which read the same data, for ablation.parity_steps updates (0: a whole
// run). None when it was stopped. Throws as training does.
std::optional<ParityRun> compare_training(const Config& a, const Config& b, Threads&,
                                            const ContinueCallback&);

} // namespace textrnn
