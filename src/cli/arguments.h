// The commands and their arguments. Each command lists its operands and options in a Command;
// parsing, checks and the --help text use this list.
#pragma once

#include "core/tensor.h"

#include <map>
#include <optional>
#include <span>
#include <string>

namespace textrnn {

struct Option {
    const char* name;    // "--threads"
    const char* value;   // placeholder of its value in --help, "N"; nullptr: takes no value
    const char* meaning;
    bool may_be_empty = false; // true: the value may be ""
};

// Options of several commands.
inline constexpr Option
    kSetOption{"--set", "KEY=VALUE", "set a key of the config, e.g. model.cell=gru; repeatable"},
    kThreadsOption{"--threads", "N", "threads (default: usable cores); does not change results"},
    kJsonOption{"--json", nullptr, "print JSON, one object per line"};

class Arguments;

struct Command {
    const char* name;
    const char* operands; // in the usage line, "MODEL [FILE|-]"
    Index least, most;    // number of operands
    const char* summary;  // the list of commands shows the first line, --help all lines
    std::vector<Option> options;
    void (*run)(const Arguments&);
    const char* program = "textrnn "; // before `name` in usage lines; "" if `name` is the program
};

// Defined in the .cpp files that run them, e.g. kData in train.cpp.
extern const Command kTrain, kEvaluate, kPredict, kExplain, kFollow, kInspect, kConfig, kAblate,
    kNeighbors, kPretrain, kTokens, kVectors, kData;

inline constexpr const char* kVersion = "0.1.0";

class Arguments {
public:
    // Throws Error(kUsage) for an unknown option (and suggests a known name), a missing or
    // needless value, or, without --help (or -h) and --version, a wrong number of operands. Keeps a
    // reference to the command.
    Arguments(const Command& command, std::span<const std::string> words);

    const std::string& operand(Index i) const { return operands_[i]; }
    std::span<const std::string> operands() const { return operands_; }
    std::string file() const; // operand 1, or "-"; throws Error(kUsage) if operand 0 is "-", too
    bool has(const std::string& option) const { return values_.contains(option); }
    std::vector<std::string> all(const std::string& option) const { // values, in order given
        return has(option) ? values_.at(option) : std::vector<std::string>{};
    }
    std::optional<std::string> last(const std::string& option) const { // value given last
        return has(option) ? std::optional(values_.at(option).back()) : std::nullopt;
    }
    // Value of --threads, 1 to 1024; default: usable_processors(). Throws as number() does.
    Index threads() const;
    // The option's value; `otherwise` without it. Throws Error(kUsage) outside of [low, high].
    Index number(const std::string& option, Index low, Index high, Index otherwise) const;

    // Throws Error(kUsage) "command: why (see textrnn command --help)".
    [[noreturn]] void refuse(const std::string& why) const;

private:
    // Adds the option words[0]. Returns the number of words after it that are its value.
    Index add_option(std::span<const std::string> words);

    const Command& command_;
    std::vector<std::string> operands_;
    std::map<std::string, std::vector<std::string>> values_;
};

std::string help_line(const std::string& left, const std::string& meaning); // in two columns
// Runs the command; with --help (or -h) or --version, prints the command's help or the version.
void run_command(const Command&, std::span<const std::string> words);

} // namespace textrnn
