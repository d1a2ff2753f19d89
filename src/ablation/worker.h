// Does runs of the grid. Each run has a directory of its own; its result.json is written last and
// marks the run as done. A lock file keeps two workers from doing the same run at the same time.
#pragma once

#include "ablation/grid.h"
#include "ablation/results.h"

#include <functional>

namespace textrnn {

class Threads;

enum class Outcome { kDone, kDoneBefore, kBusy, kStopped };

struct WorkerEvents {
    std::function<void(double done, const std::string& text)> progress; // done in [0, 1]
    std::function<bool()> should_stop;
};

// Paths below the ablation's directory `out`.
std::string run_directory(const std::string& out, const Run&);
std::string result_file(const std::string& out, const Run&);

// Does the run, unless its result exists (kDoneBefore) or another worker holds its lock (kBusy). A
// stopped training run resumes from its checkpoint. Throws Error as train() does; the run then has
// no result.
Outcome do_run(const Run&, const std::string& out, Threads&, const WorkerEvents&);

// Adds the result of a finished run to `results`. Throws Error(kBadData) if its file is damaged.
void add_result(const Run&, const std::string& out, Results& results);

} // namespace textrnn
