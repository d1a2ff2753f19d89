// Command-line arguments. Each command lists its operands and options in a Command, from which come
// parsing, checks and the --help text.
#pragma once

#include "core/tensor.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

struct Option {
    const char* name;    // "--threads"
    const char* value;   // placeholder of its value in --help, "N"; nullptr: takes no value
    const char* meaning;
};

class Arguments;

struct Command {
    const char* name;
    const char* operands; // in the usage line, "MODEL [FILE|-]"
    const char* summary;  // first line: for the list of commands; all lines: for --help
    Index least, most;    // number of operands
    std::vector<Option> options;
    int (*run)(const Arguments&); // returns the exit code
    const char* program = "textrnn "; // precedes the name in messages; "": the name is the program
};

class Arguments {
public:
    // Throws Error(kUsage) for an unknown option (and suggests a known name), a missing value, or a
    // wrong number of operands.
    Arguments(const Command& command, std::span<const std::string> words);

    const std::string& operand(Index i) const { return operands_[i]; }
    Index operand_count() const { return operands_.size(); }
    bool has(const std::string& option) const { return values_.contains(option); }
    std::vector<std::string> all(const std::string& option) const;   // values, in order given
    std::optional<std::string> last(const std::string& option) const; // value given last
    // Value of --threads; default: number of cores. Throws Error(kUsage) unless 1 to 1024.
    Index threads() const;
    // Value of an option as an integer; `otherwise` if the option is absent. Throws Error(kUsage)
    // unless it lies in [low, high].
    Index number(const std::string& option, Index low, Index high, Index otherwise) const;
    // Value "a,b,c" of an option as a list; `otherwise` if the option is absent. Throws
    // Error(kUsage) for a name that is not in `known`.
    std::vector<std::string> names(const std::string& option,
                                   const std::vector<std::string>& known,
                                   const std::vector<std::string>& otherwise) const;

private:
    // Adds the option words[0], and returns the number of words after it that are its value.
    Index add_option(const Command&, std::span<const std::string> words);

    std::vector<std::string> operands_;
    std::map<std::string, std::vector<std::string>> values_;
};

std::string help_line(const std::string& left, const std::string& meaning); // in two columns
std::string help_of(const Command&); // the --help text

} // namespace textrnn
