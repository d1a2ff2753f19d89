// The benchmark: measures training, prediction, reading and loading on generated texts.
#pragma once

#include "cli/arguments.h"
#include "io/json.h"

namespace textrnn {

// Measures what the command line selects, and returns the figures as one object: the machine, then
// an array of rows per table. Throws Error(kUsage) for an unknown shape, cell or part.
Json run_bench(const Arguments&);

} // namespace textrnn
