// Parts of error messages about data: places, names as they are quoted and listed, suggestions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// The file as messages name it: "stdin" for "-".
std::string input_name(const std::string& path);

// "file:line:column", the column in code points, of a byte of a text whose first line has the
// number `first_line`.
std::string place_of(std::string_view text, std::size_t offset, const std::string& file,
                     std::size_t first_line = 1);

// The (valid UTF-8) text in double quotes, on one line: escaped, and cut when it is long.
std::string excerpt(std::string_view text);

// "a, b, c", or for many names the first few and the number of all.
std::string listed(const std::vector<std::string>& names);

// "; did you mean "x"?" for the candidate that is like the name, or "".
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

} // namespace textrnn
