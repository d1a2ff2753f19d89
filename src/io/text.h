// Text for messages: quotes, lists, places in files and suggestions ("did you mean ...?").
// Whatever a file contains, a message stays one short line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

inline char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
inline bool is_control_character(char c) { // of ASCII
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}
bool has_control_character(std::string_view text);
std::string hex_digits(std::uint64_t value, std::size_t digits); // hex_digits(255, 4) is "00ff"

std::string quoted(std::string_view text); // in "", with the escapes that JSON and TOML share
void append_quoted(std::string& result, std::string_view text); // appends quoted(text)
std::string excerpt(std::string_view text); // quoted, at most 40 code points of the text

// "a", "b", "c"; of more than 8 names, the first 8 and the number of names.
std::string listed(const std::vector<std::string>& names);

// The text as one line for a terminal: malformed UTF-8 becomes U+FFFD, a control character '?'. Of
// a text over 900 bytes, the middle is left out.
std::string printable_line(std::string text);

// "file:line:column" of the byte at `offset`. The text's first line has the number `first_line`;
// columns count code points from 1.
std::string place_of(std::string_view text, std::size_t offset, const std::string& file,
                     std::size_t first_line = 1);

// The candidate with the smallest edit distance to `name` (among equals the first), or "" if no
// distance is within a third of the longer name's length. Names over 100 bytes match nothing.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

// "; did you mean "x"?" with the nearest name, or "".
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

} // namespace textrnn
