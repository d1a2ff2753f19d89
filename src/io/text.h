// Text in messages: how it is quoted, listed and located, and the "did you mean ...?" for names
// that were nearly right. Whatever a file contains, a message stays one short line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

inline char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
inline bool is_control_character(char c) { // ASCII's
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}
bool has_control_character(std::string_view text);
std::string hex_digits(std::uint64_t value, std::size_t digits); // "00ff"

std::string quoted(std::string_view text); // in "", with the escapes that JSON and TOML share
void append_quoted(std::string& result, std::string_view text); // appends quoted(text)
std::string excerpt(std::string_view text); // quoted, and cut when it is long

// "a", "b", "c"; of many names the first few and the number of all.
std::string listed(const std::vector<std::string>& names);

// The text as one line for a terminal: bad UTF-8 becomes U+FFFD, control characters '?', and of a
// text over 900 bytes the middle is left out.
std::string printable_line(std::string text);

// "file:line:column" of a byte of the text, whose first line has the number `first_line`. Columns
// count code points, from 1.
std::string place_of(std::string_view text, std::size_t offset, const std::string& file,
                     std::size_t first_line = 1);

// The candidate with the smallest edit distance (the first of equals), or "" when none is near: a
// third of the longer name's letters may differ. Names over 100 bytes are near to nothing.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

// "; did you mean "x"?" for the nearest name, or "".
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

} // namespace textrnn
