// Formats with one example per line: JSON Lines and fastText's supervised format.
#include "data/reader.h"
#include "data/table_rows.h"
#include "io/json.h"
#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace textrnn {

namespace {

// Integers, also as 5.0, and truth values are common labels. A fraction is more likely a score.
std::optional<std::string> label_of(const Json& value) {
    if (const auto* label = value.as<std::string>()) return *label;
    const auto* real = value.as<double>();
    if (real && *real == std::trunc(*real) && std::abs(*real) < 1e15)
        return fixed(*real + 0.0, 0); // -0 becomes 0
    if (value.as<std::int64_t>() || value.as<bool>()) return value.dump();
    return {};
}

// One line: the columns (texts, then the label) and their values.
struct Object {
    static constexpr std::size_t kMostNames = 1000;
    std::vector<std::string> columns, names{}; // names: of the first members, for messages
    std::vector<std::optional<Json>> values{};
    std::string array{}; // the first member that is an array of objects and no column

    // Takes the members of an object; a member's column is prefix + name: "review." + "text".
    void take_members(JsonReader& json, const std::string& prefix) {
        json.members([&](const std::string& member) {
            const std::string name = prefix + member, path = name + ".";
            const auto is_within = [&](const auto& column) { return column.starts_with(path); };
            if (names.size() < kMostNames) names.push_back(name);
            const auto i =
                static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
            if (i < columns.size()) values[i] = json.value();
            else if (json.at_object() && std::ranges::any_of(columns, is_within))
                take_members(json, path);
            else {
                if (array.empty() && prefix.empty() && json.at_objects()) array = name;
                json.skip_value();
            }
        });
    }
};

// A member's name for jq, within the shell's single quotes.
std::string in_jq(const std::string& name) { return replaced(in_quotes(name), {{'\'', "'\\''"}}); }

// The remedy for a file of one object of columns, as pandas writes them: {"text": {"0": "a", ...}}.
std::string columns_hint(Source& source, const Object& object) {
    const auto is_column = [](const std::optional<Json>& value) {
        return value && (value->as<Json::Object>() || value->as<Json::Array>());
    };
    const bool has_more = // further lines; head(1) does not wait for a line that is there
        !source.lines->would_wait() && !trimmed(source.lines->head(1)).empty();
    if (has_more || !std::ranges::all_of(object.values, is_column)) return "";
    return convert_hint("jq -c '[to_entries[] | .key as $k | [.value[]? | {($k): .}]] | "
                        "transpose[] | add' @", source.name);
}

// The remedy for an object whose array has the examples: {"data": [{"text": "a"}, ...]}.
std::string array_hint(const Source& source, const Object& object) {
    const bool has_column = std::ranges::any_of(object.values, [](auto& v) { return !!v; });
    if (object.array.empty() || has_column) return "";
    return "; or the examples are in " + excerpt(object.array) +
           convert_hint("jq -c '." + in_jq(object.array) + "[]' @", source.name);
}

// The remedy for a text as a list of tokens, or a label in a list.
std::string list_hint(const Source& source, const std::string& name, const Json& value,
                      bool is_label) {
    if (!value.as<Json::Array>()) return "";
    const std::string path = replaced(in_jq(name), {{'.', "\".\""}}); // "a"."b" of a.b
    const std::string filter = "." + path + (is_label ? " |= .[0]" : " |= join(\" \")");
    return (is_label ? "; for the first label of each" : "") +
           convert_hint("jq -c '" + filter + "' @", source.name);
}

void read_object(Source& source, std::string_view line) {
    const bool has_label = !source.options.labels_optional; // else nothing reads the label
    Object object{source.options.columns(has_label)};
    object.values.resize(object.columns.size());
    JsonReader json(line, source.name, source.line);
    json.replace_surrogates(source.options.replaces_invalid());
    object.take_members(json, "");
    if (json.at_object())
        source.refuse("expected one object per line, found several" +
                      convert_hint("jq -c . @", source.name));
    json.finish();
    std::string text, label;
    for (std::size_t i = 0; i < object.columns.size(); ++i) {
        const std::string& name = object.columns[i];
        const std::optional<Json>& value = object.values[i];
        const bool is_label = has_label && i + 1 == object.columns.size();
        if (!value)
            source.refuse("no member " + excerpt(name) + " (found: " + listed(object.names) + ")" +
                          suggestion(name, object.names) + "; set data." +
                          (is_label ? "label" : "text") + "_column" + array_hint(source, object));
        const auto found = is_label || value->as<std::string>() ? label_of(*value) : std::nullopt;
        if (!found) {
            const std::string hint = columns_hint(source, object);
            source.refuse("expected " + excerpt(name) + " to be a string" +
                          (is_label ? ", an integer, true or false" : "") + ", found " +
                          value->brief() +
                          (hint.empty() ? list_hint(source, name, *value, is_label) : hint));
        }
        if (is_label) label = *found;
        else text += (i == 0 ? "" : "\n") + *found;
    }
    source.add(label, std::move(text));
}

// The problem of JSON whose objects are not on lines of their own, with a remedy; else "".
std::string lines_problem(Source& source) {
    std::string_view head = source.lines->head_with_line();
    if (format_by_content(head) != "jsonl") return "";
    head.remove_prefix(head.find_first_of("[{"));
    const std::size_t end = head.find('\n');
    const bool is_array = head.starts_with('[');
    if (!is_array && (end >= head.size() || head[head.find_last_not_of(" \t\r", end - 1)] == '}'))
        return "";
    const bool has_comma = head[head.find_last_not_of(", \t\r", end - 1)] == '}';
    const auto [found, command] =
        is_array    ? std::pair("an array", "jq -c '.[]' @")
        : has_comma ? std::pair("commas after the objects", "sed 's/,[[:space:]]*$//' @")
                    : std::pair("an object over several lines", "jq -c . @");
    return std::string("expected one object per line, found ") + found +
           convert_hint(command, source.name);
}

constexpr std::string_view kPrefix = "__label__", kBlanks = " \t\r\v\f"; // as fastText has them
// Moves a label from the end of each line to its start.
constexpr const char* kSwapLabel = "sed -E 's/(.*)[[:space:]](__label__.*)/\\2 \\1/' @";

// Removes the first token, and the blanks around it, from the line; returns the token.
std::string_view take_token(std::string_view& line) {
    const std::size_t begin = std::min(line.find_first_not_of(kBlanks), line.size());
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    const std::string_view token = line.substr(begin, end - begin);
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks, end), line.size()));
    return token;
}

// A label within the first label or the text; "" if there is none.
std::string_view second_label(std::string_view label, std::string_view text) {
    if (const std::size_t at = label.find(kPrefix, 1); at < label.size()) return label.substr(at);
    while (!text.empty()) {
        const std::string_view token = take_token(text);
        if (token.starts_with(kPrefix) && token != kPrefix) return token;
    }
    return "";
}

} // namespace

void read_jsonl(Source& source) {
    const ReaderOptions& options = source.options;
    const std::vector<std::string> wanted = options.columns(!options.labels_optional);
    if (std::set(wanted.begin(), wanted.end()).size() < wanted.size())
        refuse_equal_columns(listed(wanted));
    const std::string problem = lines_problem(source);
    if (!problem.empty() && !options.on_bad_row) source.refuse(problem);
    source.for_each_line([&](std::string& line) {
        try {
            read_object(source, line);
        } catch (const Error&) { // the same problem for each malformed line
            if (problem.empty()) throw;
            source.refuse(problem);
        }
    });
}

void read_fasttext(Source& source) {
    std::size_t comma = 0;  // number of the first line whose label contains a comma
    std::size_t quoted = 0; // texts that begin and end with a quote
    const std::size_t blank = source.for_each_line([&](const std::string& line) {
        std::string_view text = line;
        std::string_view label = take_token(text);
        const bool has_label = label.starts_with(kPrefix);
        if (!has_label && !source.options.labels_optional) {
            const char* const command = label.starts_with('"')             ? kUnquoteLines
                                        : text.find(kPrefix) < text.size() ? kSwapLabel
                                                                           : nullptr;
            source.refuse("expected " + std::string(kPrefix) + "LABEL before the text, found " +
                          excerpt(label) + (command ? convert_hint(command, source.name) : ""));
        }
        while (source.options.labels_optional && has_label && text.starts_with(kPrefix))
            take_token(text); // further labels, which nothing reads
        // fastText learns several labels per text; this program must not ignore all but the first.
        if (const std::string_view other = second_label(label, text); !other.empty())
            source.refuse("expected one label per text, found a second label, " + excerpt(other));
        if (comma == 0 && has_label && label.find(',') < label.size()) comma = source.line;
        if (!has_label) text = line;
        quoted += bare(text).size() < text.size();
        source.add(has_label ? label.substr(kPrefix.size()) : "", std::string(text));
    });
    if (source.options.labels_optional) source.note_count(kBlankNote, blank);
    source.note_count("texts keep their quotes (if wrong, remove these)", quoted);
    if (comma != 0)
        source.notes.push_back("the label of line " + std::to_string(comma) + " contains a comma; "
                               "a label ends at a blank");
}

} // namespace textrnn
