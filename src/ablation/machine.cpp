// Describes the machine and the build. The Makefile defines TEXTRNN_FLAGS (the compiler flags) and
// TEXTRNN_COMMIT (the commit, or "unknown") for this file.
#include "ablation/results.h"

#include <ctime>
#include <fstream>
#include <thread>

namespace textrnn {

#ifdef __clang__
constexpr const char* kCompiler = ", clang " __clang_version__;
#else
constexpr const char* kCompiler = ", g++ " __VERSION__;
#endif

// "model name" of /proc/cpuinfo; "unknown" without it (e.g. on ARM).
static std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown";
}

Machine describe_machine() {
    const std::time_t now = std::time(nullptr);
    char today[32];
    std::strftime(today, sizeof today, "%Y-%m-%d", std::gmtime(&now));
    return {processor_name(), TEXTRNN_COMMIT + std::string(kCompiler) + " " TEXTRNN_FLAGS, today,
            std::thread::hardware_concurrency()};
}

} // namespace textrnn
