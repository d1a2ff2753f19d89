// Parity: trains two models side by side from the same seed on the same batches and compares them
// after every step. Are lookup and one-hot multiplication equal bit for bit?
#pragma once

#include "ablation/grid.h"
#include "ablation/results.h"

#include <functional>

namespace textrnn {

class Threads;

// Called with the fraction of the run that is done, in [0, 1]; false stops the run.
using ContinueCallback = std::function<bool(double done)>;

// Trains run.config and run.other, which must read the same data, for ablation.parity_steps steps
// (0: a complete training run). None if stopped. Throws as load_corpus() and TrainState do.
std::optional<ParityRun> compare_training(const Run&, Threads&, const ContinueCallback&);

} // namespace textrnn
