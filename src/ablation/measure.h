// The two measurements of an ablation beside the training of its arms. Parity: how far do two
// models differ in training? Cost: how does a step's time grow with the vocabulary?
#pragma once

#include "ablation/grid.h"
#include "ablation/results.h"

#include <functional>

namespace textrnn {

class Threads;
struct TimedStep;

struct WorkerEvents {
    std::function<void(double done, const std::string& text)> progress; // done in [0, 1]
    std::function<bool()> should_stop;
};

// Trains run.config and run.other, which must read the same data, side by side on the same batches
// for ablation.parity_steps steps (0: a complete training run). Compares the losses at every step,
// parameters and predictions after the last step. std::nullopt if stopped. Throws as load_corpus(),
// start_from_file() and TrainState do.
std::optional<ParityRun> compare_training(const Run&, Threads&, const WorkerEvents&);

// Times TrainState::step on one thread, without dropout, on synthetic Zipf-distributed texts. Each
// round measures every point once: a slow phase of the machine affects all equally. Repeats
// unsteady points. Leaves out points that need more than cost_memory, and larger vocabularies after
// a step over cost_seconds. std::nullopt if stopped.
std::optional<CostRun> measure_cost(const Config&, const WorkerEvents&);

// Fills the point's seconds with medians and quartiles of the steps (at least one). Sets `doubt` if
// they are unsteady: the sum of the phases' medians differs from the step's median by more than 15%
// of it, or the quartiles differ by more than 30% of it.
void summarise_steps(const std::vector<TimedStep>& steps, CostPoint& point);

} // namespace textrnn
