// Error: the exception for failures that the user must see: a one-line message and an exit code.
// cli/main.cpp prints it and exits; `ablate` prints a run's Error(kRuntime) and continues.
#pragma once

#include <stdexcept>
#include <string>

namespace textrnn {

// Exit codes, besides 128 + signal for a stopped run; from 64 up as in BSD's sysexits.h.
enum class ExitCode : int {
    kOk = 0,
    kRuntime = 1,    // the run failed, e.g. the loss is not finite or memory is exhausted
    kUsage = 2,      // wrong arguments
    kBadData = 65,   // the content of an input file is wrong
    kNoInput = 66,   // an input file is missing or unreadable
    kNoCreate = 73,  // an output file or directory cannot be created
    kIo = 74,        // reading or writing an open file failed, e.g. the disk is full
    kBadConfig = 78, // the config is wrong, or does not fit the data or the checkpoint
};

// what() is one line: place, expected, found, and a hint if there is one, e.g.
// "a.tsv:3: expected 2 columns, found 1". It may quote arbitrary bytes of the input, so print it
// with io/text.h's printable_line().
class Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
    ExitCode code() const { return code_; }

private:
    ExitCode code_;
};

} // namespace textrnn
