// textrnn.h declares Error, the exception for failures that the user must see. cli/main.cpp prints
// it and exits. Two commands print one and go on: `ablate` the Error(kRuntime) of a run (but not of
// a search run, whose accuracy is then 0), `predict --keep-going` the Error(kBadData) of a record.
// The text may quote any bytes of the input, so print it with io/text.h's printable_line().
#pragma once

#include "textrnn.h"

namespace textrnn {

// Throws Error(kBadData) "PLACE: PROBLEM"; the place is e.g. a file, or a file and a line.
[[noreturn]] inline void refuse(const std::string& place, const std::string& problem) {
    throw Error(ExitCode::kBadData, place + ": " + problem);
}

} // namespace textrnn
