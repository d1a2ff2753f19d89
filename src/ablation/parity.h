// Parity: trains two models side by side from the same seed on the same batches and compares them
// after every step. Are lookup and one-hot multiplication equal bit for bit?
#pragma once

#include "ablation/results.h"
#include "train/config.h"

#include <functional>

namespace textrnn {

class Threads;

// Called with the fraction of the run that is done, in [0, 1]; false stops the run.
using ContinueCallback = std::function<bool(double done)>;

// Trains `a` and `b`, which must read the same data, for a.ablation.parity_steps steps (0: a
// complete training run). None if stopped. Throws as load_corpus() and TrainState do.
std::optional<ParityRun> compare_training(const Config& a, const Config& b, Threads&,
                                          const ContinueCallback&);

} // namespace textrnn
