// Does runs of the grid and collects their results. A lock file in a run's directory keeps two
// workers from doing the run at the same time. `out` is the directory of the ablation.
#pragma once

#include "ablation/grid.h"
#include "ablation/results.h"

namespace textrnn {

struct StepResult;

struct WorkerEvents { // both must be set
    std::function<void(double done, const std::string& text)> progress; // done in [0, 1]
    std::function<bool()> should_stop;
};

// Trains run.config and run.other, which must have the same data and equal parameter shapes, on the
// same batches for config.ablation.parity_steps steps (0: all). Compares the losses at every step,
// parameters and predictions after the last. std::nullopt if stopped. Throws as load_corpus(),
// start_from_file(), and TrainState do; DivergenceError.
std::optional<ParityRun> compare_training(const Run&, Threads&, const WorkerEvents&);

inline constexpr Index kMostPredictions = 500; // ParityRun::predictions

// Times TrainState::step on one thread, without dropout, on synthetic Zipf-distributed texts. Each
// round measures every point once: a slow phase of the machine affects all equally. Repeats
// unsteady points. Skips points whose estimated memory exceeds cost_memory and, after a step over
// cost_seconds, the larger V of the same CostPoint::series(). std::nullopt if stopped.
std::optional<CostRun> measure_cost(const Config&, const WorkerEvents&);

// Points of measure_cost() without figures, by series, then V; arm one_hot adds one_hot_csr points.
std::vector<CostPoint> cost_points(const Config&);

// Fills the point's seconds with medians and quartiles of the steps (at least one). Sets `doubt` if
// the phases do not add up to the step, or the quartiles are wide (kMostGap, kMostSpread).
void summarise_steps(const std::vector<StepResult>& steps, CostPoint& point);

enum class Outcome { kDone, kDoneBefore, kBusy, kStopped };

inline std::string run_directory(const std::string& out, const std::string& run_id) {
    return out + "/runs/" + run_id;
}
inline constexpr const char* kResult = "/result.json"; // in run_directory(); marks a done run

// Does the runs of Run::search, then the run. kDoneBefore: the run's result existed. kBusy: another
// worker holds the lock of one of these runs. kStopped: should_stop() was true; the next call
// resumes training from the checkpoint. Throws e.g. as train() and add_result() do; Error(kBadData)
// if the data have changed since plan_runs(). Precondition of training: data.dev, data.test set.
Outcome do_run(const Run&, const std::string& out, Threads&, const WorkerEvents&);

// Adds the run's result to `results`; returns false if there is none. kTraining and kParity need
// results.test_examples. Throws as read_file does; Error(kBadData) for a damaged file or a file of
// another run.
bool add_result(const Run&, const std::string& out, Results& results);

// The results of all finished runs, with the ids of the others in `missing`; `name` stays empty.
// Throws as load_corpus(), add_result(), load_model() and start_from_file() do.
Results collect(const Config&, const std::vector<Run>&, const std::string& out);

} // namespace textrnn
