// UTF-8 (RFC 3629): finding what is wrong with it, and walking it code point by code point.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace textrnn {

// Byte offset of the first malformed sequence (overlong, surrogate, beyond U+10FFFF, truncated),
// or npos when the text is valid.
std::size_t find_invalid_utf8(std::string_view text);

// Each maximal malformed part becomes U+FFFD, as the Unicode standard advises.
std::string replace_invalid_utf8(std::string_view text);

// Decodes the code point at `offset` of a valid text and moves the offset behind it.
char32_t next_code_point(std::string_view text, std::size_t& offset);
void append_code_point(std::string& text, char32_t code_point);

// Number of code points; for error messages' columns.
std::size_t count_code_points(std::string_view text);

} // namespace textrnn
