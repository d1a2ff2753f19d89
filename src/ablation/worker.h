// A worker does runs of the grid: each in a directory of its own, whose result.json is written last
// and says that the run is done. Doing a run again is a no-op; two workers never do the same run at
// the same time; a training run that was stopped goes on where it was.
#pragma once

#include "ablation/grid.h"

#include <functional>
#include <string>

namespace textrnn {

class Threads;

enum class Outcome { kDone, kDoneBefore, kBusy, kStopped };

struct WorkerEvents {
    std::function<void(double done, const std::string& text)> progress; // done in [0, 1]
    std::function<bool()> should_stop;
};

// The directory of a run's files within the ablation's directory.
std::string run_directory(const std::string& out, const Run&);
std::string result_file(const std::string& out, const Run&);

// kBusy: another worker is at it. Throws Error as training does; the run is then not done.
Outcome do_run(const Run&, const std::string& out, Threads&, const WorkerEvents&);

} // namespace textrnn
