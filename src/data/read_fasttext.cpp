// The format of fastText's supervised mode, with exactly one label a line.
#include "core/error.h"
#include "data/messages.h"
#include "data/read_text.h"
#include "data/readers.h"
#include "io/file.h"

#include <algorithm>

namespace textrnn {
namespace {

constexpr std::string_view kPrefix = "__label__";

// Cuts the first token and the blanks behind it off the line.
std::string_view take_token(std::string_view& line) {
    const std::string_view token = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(token.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return token;
}

Example parse_line(std::string_view line, std::size_t number, const std::string& file) {
    const auto fail = [&](const std::string& problem) {
        throw Error(ExitCode::kBadData, file + ":" + std::to_string(number) + ": " + problem);
    };
    const std::string_view label = take_token(line);
    if (!label.starts_with(kPrefix)) {
        fail("expected " + std::string(kPrefix) + " at the start, found " + excerpt(label));
    }
    if (label.size() == kPrefix.size()) fail("the label is empty");
    // fastText itself learns several labels a text; silently taking the first would not be that.
    if (line.starts_with(kPrefix)) {
        fail("expected one label, found a second one, " + excerpt(take_token(line)) +
             "; a text can have only one");
    }
    return {std::string(label.substr(kPrefix.size())), std::string(line), number};
}

} // namespace

std::vector<Example> read_fasttext(const std::string& path, const ReaderOptions& options) {
    InputFile input(path);
    LineReader lines(input.stream(), input.name());
    std::vector<Example> examples;
    for (std::string line; lines.next(line);) {
        if (line.empty()) continue;
        check_utf8(line, lines.name(), lines.line_number(), options);
        examples.push_back(parse_line(line, lines.line_number(), lines.name()));
    }
    return examples;
}

} // namespace textrnn
