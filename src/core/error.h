// textrnn.h declares Error, the exception for failures that the user must see. cli/main.cpp prints
// an Error and exits. Callers catch some and go on, e.g. Error(kBadData) of a bad record with
// `predict --keep-going` or data.bad_rows = "skip"; Error(kRuntime) of a failed run of `ablate`.
// The message may quote any bytes of the input, so print it with io/text.h's printable_line().
#pragma once

#include "textrnn.h"

namespace textrnn {

// Throws Error(kBadData) "PLACE: PROBLEM"; the place is e.g. a file, or a file and a line.
[[noreturn]] inline void refuse(const std::string& place, const std::string& problem) {
    throw Error(ExitCode::kBadData, place + ": " + problem);
}
[[noreturn]] inline void refuse_config(const std::string& line) {
    throw Error(ExitCode::kBadConfig, line);
}

} // namespace textrnn
