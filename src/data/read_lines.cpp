// Formats with one example per line: JSON Lines and fastText's supervised format.
#include "data/reader.h"
#include "io/file.h"
#include "io/json.h"
#include "io/text.h"

#include <algorithm>
#include <optional>

namespace textrnn {

namespace {

constexpr std::size_t kMostNames = 1000; // of members, in search of a similar name

// Integers and truth values are common labels. A fraction is more likely a score than a label.
std::optional<std::string> label_of(const Json& value) {
    if (const auto* label = value.as<std::string>()) return *label;
    if (value.as<std::int64_t>() || value.as<bool>()) return value.dump();
    return {};
}

// The names of the members of a valid object.
std::vector<std::string> member_names(std::string_view line) {
    std::vector<std::string> names;
    JsonReader reader(line, "");
    reader.members([&](const std::string& name) {
        if (names.size() < kMostNames) names.push_back(name);
        reader.value();
    });
    return names;
}

// Reads the label and the text of one line; its other members are skipped.
Example read_line(std::string_view line, const std::string& file, std::size_t number,
                  const ReaderOptions& options) {
    std::optional<std::string> label, text;
    if (options.labels_optional) label = "none";
    JsonReader reader(line, file, number);
    reader.members([&](const std::string& name) {
        if (name == options.text_column) {
            text = reader.string();
        } else if (const Json value = reader.value();
                   name == options.label_column && !options.labels_optional) {
            label = label_of(value);
            if (!label)
                refuse_line(file, number, "expected " + excerpt(name) + " to be a string, an "
                                          "integer, true or false, found " + value.brief());
        }
    });
    reader.finish();
    if (!label || !text) {
        const std::string& missing = label ? options.text_column : options.label_column;
        const std::vector<std::string> names = member_names(line);
        refuse_line(file, number, "no member " + excerpt(missing) + " (found: " + listed(names) +
                                      ")" + suggestion(missing, names));
    }
    if (label->empty()) refuse_line(file, number, "the label is empty");
    return {std::move(*label), std::move(*text), number};
}

constexpr std::string_view kPrefix = "__label__";

// Removes the first token, and the blanks after it, from the line; returns the token.
std::string_view take_token(std::string_view& line) {
    const std::string_view token = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(token.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return token;
}

} // namespace

void read_jsonl(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    const std::string file = input_name(path);
    for_each_line(path, options.replaces_invalid(), [&](std::string& line, std::size_t number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) return;
        Example example = read_line(line, file, number, options);
        use(example);
    });
}

void read_fasttext(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    for_each_line(path, options.replaces_invalid(), [&](std::string& line, std::size_t number) {
        const auto fail = [&](const std::string& problem) {
            refuse_line(input_name(path), number, problem);
        };
        if (line.empty()) return;
        std::string_view text = line, label = kPrefix;
        if (!options.labels_optional || text.starts_with(kPrefix)) label = take_token(text);
        if (options.labels_optional) label = "__label__none";
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
