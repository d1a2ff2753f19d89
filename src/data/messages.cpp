// Parts of error messages; whatever the data contains, a message stays one short line.
#include "data/messages.h"

#include "core/text.h"
#include "core/utf8.h"
#include "io/syntax.h"

#include <algorithm>

namespace textrnn {
namespace {

constexpr std::size_t kLongestExcerpt = 40; // code points
constexpr std::size_t kLongestList = 8;   // names

std::string shortened(std::string_view text) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < kLongestExcerpt && end < text.size(); ++i) {
        next_code_point(text, end);
    }
    const std::string escaped = quoted(text.substr(0, end));
    return escaped.substr(1, escaped.size() - 2) + (end < text.size() ? "..." : "");
}

} // namespace

std::string input_name(const std::string& path) { return path == "-" ? "stdin" : path; }

std::string place_of(std::string_view text, std::size_t offset, const std::string& file,
                     std::size_t first_line) {
    const std::string_view before = text.substr(0, offset);
    const auto line_ends =
        static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t line_begin = before.rfind('\n') + 1; // npos + 1 is 0
    const std::size_t column = count_code_points(before.substr(line_begin)) + 1;
    return file + ":" + std::to_string(first_line + line_ends) + ":" + std::to_string(column);
}

std::string excerpt(std::string_view text) { return '"' + shortened(text) + '"'; }

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < kLongestList; ++i) {
        list += (i > 0 ? ", " : "") + shortened(names[i]);
    }
    if (names.size() > kLongestList) list += ", ... " + std::to_string(names.size()) + " in all";
    return list;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
    const std::string nearest = nearest_name(name, candidates);
    return nearest.empty() ? "" : "; did you mean " + excerpt(nearest) + "?";
}

} // namespace textrnn
