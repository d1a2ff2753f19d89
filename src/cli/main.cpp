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
    const Command* const command = find_named(commands, words[0]);
    const auto has = [&](const char* flag) { // before "--", and not as the value of an option
        for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
            const bool has_option = i > 0 && command;
            const auto* option = has_option ? find_named(command->options, words[i - 1]) : nullptr;
            if (words[i] == flag && !(option && option->value)) return true;
        }
        return false;
    };
    if (has("--version")) std::cout << "textrnn " << kVersion << "\n";
    else if (words[0] == "--help" || words[0] == "-h" || words[0] == "help")
        std::cout << overview(commands);
    else if (!command)
        throw Error(ExitCode::kUsage, "unknown command " + words[0] +
                                          suggestion(words[0], names_of(commands)) +
                                          " (see textrnn --help)");
    else if (has("--help") || has("-h")) std::cout << help_of(*command);
    else command->run(Arguments(*command, std::span(words).subspan(1)));
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

int main(int argc, char** argv) {
    using namespace textrnn;
    try {
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
}
