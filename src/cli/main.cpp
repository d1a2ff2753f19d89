// The program textrnn: runs the command that its first argument names, and reports an exception as
// one line and an exit code. Results go to stdout, everything else to stderr.
#include "cli/arguments.h"
#include "core/registry.h"
#include "io/posix.h"
#include "io/text.h"

#include <filesystem>
#include <iostream>

namespace textrnn {

static std::string overview(const std::vector<Command>& commands) {
    std::string text = "textrnn " + std::string(kVersion) +
                       ": text classification with recurrent networks, from a config file\n\n"
                       "Usage: textrnn COMMAND [ARGUMENT]...\n\nCommands:\n";
    for (const Command& command : commands) {
        const std::string summary = command.summary;
        text += help_line(command.name, summary.substr(0, summary.find('\n')));
    }
    return text + "\n`textrnn COMMAND --help` describes a command.\n";
}

static int run(const std::vector<std::string>& words) {
    const std::vector<Command> commands{kTrain,   kEvaluate, kPredict,  kExplain,
                                        kFollow,  kInspect,  kPretrain, kNeighbors,
                                        kVectors, kTokens,   kData,     kAblate, kConfig};
    if (words.empty()) {
        std::cerr << overview(commands);
        return static_cast<int>(ExitCode::kUsage);
    }
    const std::string& name = words[0];
    if (const Command* command = find_named(commands, name))
        run_command(*command, std::span(words).subspan(1));
    else if (name == "--version") std::cout << "textrnn " << kVersion << "\n";
    else if (name == "--help" || name == "-h" || name == "help") std::cout << overview(commands);
    else
        throw Error(ExitCode::kUsage, "unknown command " + name +
                                          suggestion(name, names_of(commands)) +
                                          " (see textrnn --help)");
    return 0;
}

// Prints one line to stderr and returns the exit code. Without memory, the line is a constant.
static int fail(ExitCode code, const char* line) {
    try {
        std::fprintf(stderr, "textrnn: %s\n", printable_line(line).c_str());
    } catch (const std::bad_alloc&) {
        std::fputs("textrnn: out of memory\n", stderr);
    }
    return static_cast<int>(code);
}

} // namespace textrnn

using namespace textrnn;

int main(int argc, char** argv) try {
    std::ios::sync_with_stdio(false);
    prepare_process();
    const int code = run({argv + 1, argv + argc});
    if (!std::cout.flush() || std::fflush(stdout) != 0)
        return fail(ExitCode::kIo, "stdout: writing failed (is the disk full?)");
    return code;
} catch (const Error& error) {
    std::cout.flush(); // prints the results that precede the error
    return fail(error.code(), error.what());
} catch (const std::bad_alloc&) {
    return fail(ExitCode::kRuntime, "out of memory; it grows with text.max_length, "
                                    "train.batch_size, model.hidden_size, model.embedding_dim "
                                    "and the numbers of texts, words and labels");
} catch (const std::filesystem::filesystem_error& error) { // e.g. a link to itself
    const std::string path = error.path1().string();
    return fail(ExitCode::kIo, (path + ": " + error.code().message()).c_str());
} catch (const std::system_error& error) { // e.g. thrown by std::thread
    return fail(ExitCode::kIo, error.what());
} catch (const std::exception& error) {
    return fail(ExitCode::kRuntime, error.what());
}
