// Parses `--option value`, `--option=value`, flags and operands; after `--`, only operands.
#include "cli/arguments.h"

#include "core/registry.h"
#include "io/text.h"
#include "train/config.h"

#include <iostream>

namespace textrnn {

Arguments::Arguments(const Command& command, std::span<const std::string> words)
    : command_(command) {
    bool only_operands = false;
    for (Index i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (only_operands || !word.starts_with('-') || word == "-") operands_.push_back(word);
        else if (word == "--") only_operands = true;
        else if (word == "--help" || word == "-h") values_["--help"] = {};
        else if (word == "--version") values_[word] = {};
        else i += add_option(words.subspan(i));
    }
    if (has("--help") || has("--version")) return;
    const bool is_more = operands_.size() > command.most;
    if (operands_.size() < command.least || is_more)
        refuse(std::string("expected ") + (*command.operands ? command.operands : "no operand") +
               "; operands found: " + std::to_string(operands_.size()) + ", at most " +
               std::to_string(command.most) +
               (is_more && find_named(command.options, "--data") ? "; use --data for the texts"
                                                                 : ""));
}

// A hint: the nearest option, a config key ("--lr": optimizer.learning_rate), or to write "--".
static std::string suggested_option(const std::string& name, const Command& command) {
    const std::string word = name.substr(std::min(name.find_first_not_of('-'), name.size()));
    std::vector<std::string> words = names_of(command.options);
    for (std::string& option : words) option.erase(0, option.find_first_not_of('-'));
    if (const std::string nearest = nearest_name(word, words); !nearest.empty())
        return "; did you mean " + std::string(nearest.size() > 1 ? "--" : "-") + nearest + "?";
    const Option* const set = find_named(command.options, kSetOption.name);
    const bool takes_keys = set && std::string_view(set->value) == kSetOption.value;
    const bool has_section = word.find('.') != std::string::npos;
    const auto keys = suggested_keys(has_section ? word : command.name + ("." + word));
    if (takes_keys && !keys.empty()) return "; did you mean --set " + keys[0] + "=...?";
    return name.starts_with("--") ? "" : "; if it is no option, write -- before it";
}

Index Arguments::add_option(std::span<const std::string> words) {
    const std::size_t equals = words[0].find('=');
    const bool attached = equals != std::string::npos;
    const std::string name = words[0].substr(0, equals);
    const Option* option = find_named(command_.options, name);
    if (!option) refuse("unknown option " + name + suggested_option(name, command_));
    if (!option->value && attached) refuse(words[0] + ": the option takes no value");
    const bool takes_next = option->value && !attached && words.size() > 1;
    const std::string value = attached ? words[0].substr(equals + 1) : takes_next ? words[1] : "";
    const bool is_given = option->may_be_empty ? attached || takes_next : !value.empty();
    if (option->value && !is_given) refuse(name + " needs a value: " + name + " " + option->value);
    values_[name].push_back(value);
    return takes_next ? 1 : 0;
}

Index Arguments::number(const std::string& option, Index low, Index high, Index otherwise) const {
    const std::optional<std::string> text = last(option);
    if (!text) return otherwise;
    const auto value = parsed<Index>(*text);
    if (!value || *value < low || *value > high)
        refuse(option + ": expected an integer from " + std::to_string(low) + " to " +
               std::to_string(high) + ", found \"" + *text + "\"");
    return *value;
}

Index Arguments::threads() const {
    constexpr Index kMost = 1024;
    return number("--threads", 1, kMost, std::min<Index>(usable_processors(), kMost));
}

std::string Arguments::file() const {
    const std::string file = operands_.size() > 1 ? operands_[1] : "-";
    if (file == "-" && operands_[0] == "-") refuse("standard input can be read once: name a file");
    return file;
}

void Arguments::refuse(const std::string& why) const {
    throw Error(ExitCode::kUsage, std::string(command_.name) + ": " + why + " (see " +
                                      command_.program + command_.name + " --help)");
}

std::string help_line(const std::string& left, const std::string& meaning) {
    const std::string gap(left.size() < 20 ? 22 - left.size() : 2, ' ');
    return "  " + left + gap + meaning + "\n";
}

static std::string help_of(const Command& command) {
    std::string text = std::string("Usage: ") + command.program + command.name;
    if (*command.operands) text += std::string(" ") + command.operands;
    if (!command.options.empty()) text += " [OPTION]...";
    text += "\n\n" + std::string(command.summary) + "\n\nOptions:\n";
    for (const Option& option : command.options)
        text += help_line(option.name + (option.value ? std::string(" ") + option.value : ""),
                          option.meaning);
    return text + help_line("--help", "show this text");
}

void run_command(const Command& command, std::span<const std::string> words) {
    const Arguments arguments(command, words);
    if (arguments.has("--version")) std::cout << "textrnn " << kVersion << "\n";
    else if (arguments.has("--help")) std::cout << help_of(command);
    else command.run(arguments);
}

} // namespace textrnn
