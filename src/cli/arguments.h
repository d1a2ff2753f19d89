// Command-line arguments: a command says what it takes in a table, and parsing and --help follow.
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
    const char* value;   // what stands behind it, "N"; nullptr: a flag
    const char* meaning;
};

class Arguments;

struct Command {
    const char* name;
    const char* operands; // as in the usage line, "MODEL [FILE|-]"
    const char* summary;
    Index least, most; // number of operands
    std::vector<Option> options;
    int (*run)(const Arguments&); // returns the exit code
    const char* program = "textrnn "; // precedes the name in messages; "": the name is the program
};

class Arguments {
public:
    // Throws Error(kUsage) for unknown options (with the nearest known one), missing values, and
    // too few or too many operands.
    Arguments(const Command& command, std::span<const std::string> words);

    const std::string& operand(Index i) const { return operands_[i]; }
    Index operand_count() const { return operands_.size(); }
    bool has(const std::string& option) const { return values_.contains(option); }
    std::vector<std::string> all(const std::string& option) const;
    std::optional<std::string> last(const std::string& option) const;
    // --threads, or as many as the machine has. Throws Error(kUsage) when it is no number above 0.
    Index threads() const;
    // A number given by an option, or `otherwise`. Throws Error(kUsage) when it is out of range.
    Index number(const std::string& option, Index low, Index high, Index otherwise) const;
    // The names in "a,b,c", or `otherwise`. Throws Error(kUsage) for one that is not known.
    std::vector<std::string> names(const std::string& option,
                                   const std::vector<std::string>& known,
                                   const std::vector<std::string>& otherwise) const;

private:
    std::vector<std::string> operands_;
    std::map<std::string, std::vector<std::string>> values_;
};

std::string help_line(const std::string& left, const std::string& meaning);
std::string help_of(const Command&);

} // namespace textrnn
