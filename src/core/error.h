// How the program fails: one exception with one clear line and the exit code that goes with it.
// Everything below `cli` throws Error; only `cli/main.cpp` prints it and exits.
#pragma once

#include <stdexcept>
#include <string>

namespace textrnn {

// Exit codes of the command, after BSD's sysexits.h where it has one.
enum class ExitCode : int {
    kOk = 0,
    kRuntime = 1,    // the computation itself failed: the loss became NaN, no memory was left
    kUsage = 2,      // wrong arguments
    kBadData = 65,   // an input file is there but its content is wrong
    kNoInput = 66,   // an input file is missing or unreadable
    kNoCreate = 73,  // an output file or directory cannot be created
    kIo = 74,        // writing (or reading on) failed, e.g. the disk is full
    kBadConfig = 78, // the config is wrong
};

// what(): place, what was expected, what was found, and a hint where one is likely, e.g.
// "a.tsv:3: expected 2 columns, found 1". It may quote any bytes: print it through
// io/text.h's printable_line().
class Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
    ExitCode code() const { return code_; }

private:
    ExitCode code_;
};

} // namespace textrnn
