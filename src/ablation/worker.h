// Does runs of the grid and collects their results. Each run has a directory of its own, in which
// result.json is written last and marks the run as done. A lock file keeps two workers from doing
// the same run at the same time. `out` is the directory of the ablation.
#pragma once

#include "ablation/measure.h"

namespace textrnn {

enum class Outcome { kDone, kDoneBefore, kBusy, kStopped };

std::string run_directory(const std::string& out, const std::string& run_id);

// Does the run, unless its result exists (kDoneBefore) or another worker holds its lock (kBusy). A
// stopped training run resumes from its checkpoint. Throws Error as train() does, and
// Error(kBadData) if the data have changed since the grid was planned; the run then has no result.
Outcome do_run(const Run&, const std::string& out, Threads&, const WorkerEvents&);

// Adds the run's result to `results`; false: it has none. Precondition: results.test_examples is
// set. Throws Error(kBadData) if the file is damaged, or does not fit the run or the number of test
// texts.
bool add_result(const Run&, const std::string& out, Results& results);

// The results of all finished runs, with the ids of the others in `missing`. Loads the corpus and a
// model, and throws as load_corpus(), load_model() and add_result() do.
Results collect(const Config&, const std::vector<Run>&, const std::string& out);

} // namespace textrnn
