// Describes the machine and the build. The Makefile defines TEXTRNN_FLAGS (the compiler flags) and
// TEXTRNN_COMMIT (the commit, or "unknown") for this file.
#include "ablation/collect.h"

#include <ctime>
#include <fstream>
#include <thread>

namespace textrnn {

namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "clang " __clang_version__;
#elif defined(__GNUC__)
constexpr const char* kCompiler = "g++ " __VERSION__;
#else
constexpr const char* kCompiler = "unknown";
#endif

#if defined(__linux__)
constexpr const char* kSystem = "Linux";
#elif defined(__APPLE__)
constexpr const char* kSystem = "macOS";
#else
constexpr const char* kSystem = "unknown";
#endif

// From a file that only Linux has; "unknown" on other systems.
std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown";
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
    return text;
}

} // namespace

Machine describe_machine() {
    Machine machine;
    machine.processor = processor_name();
    machine.system = kSystem;
    machine.compiler = kCompiler;
    machine.flags = TEXTRNN_FLAGS;
    machine.commit = TEXTRNN_COMMIT;
    machine.date = today();
    machine.threads = std::thread::hardware_concurrency();
    return machine;
}

} // namespace textrnn
