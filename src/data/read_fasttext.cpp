// The format of fastText's supervised mode, with exactly one label per line.
#include "data/reader.h"
#include "io/file.h"
#include "io/text.h"

#include <algorithm>

namespace textrnn {

namespace {

constexpr std::string_view kPrefix = "__label__";

// Removes the first token, and the blanks after it, from the line; returns the token.
std::string_view take_token(std::string_view& line) {
    const std::string_view token = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(token.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return token;
}

} // namespace

void read_fasttext(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    for_each_line(path, options.replaces_invalid(), [&](std::string& line, std::size_t number) {
        const auto fail = [&](const std::string& problem) {
            refuse_line(input_name(path), number, problem);
        };
        if (line.empty()) return;
        std::string_view text = line;
        const std::string_view label = take_token(text);
        if (!label.starts_with(kPrefix))
            fail("expected " + std::string(kPrefix) + " at the start, found " + excerpt(label));
        if (label.size() == kPrefix.size()) fail("the label is empty");
        // fastText learns several labels per text; this program must not ignore all but the first.
        if (text.starts_with(kPrefix))
            fail("expected one label per text, found a second label, " +
                 excerpt(take_token(text)));
        Example example{std::string(label.substr(kPrefix.size())), std::string(text), number};
        use(example);
    });
}

} // namespace textrnn
