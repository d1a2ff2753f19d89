// UTF-8 (RFC 3629): validation, repair, and iteration by code points.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace textrnn {

// Byte offset of the first malformed sequence (overlong, surrogate, beyond U+10FFFF, truncated), or
// npos if the text is valid.
std::size_t find_invalid_utf8(std::string_view text);

// Replaces each malformed sequence (the longest prefix of a valid sequence, else one byte) by one
// U+FFFD, as the Unicode standard recommends: FF FF becomes two.
std::string replace_invalid_utf8(std::string_view text);

// Decodes the code point at `offset` of a valid text, and advances `offset` to the next code point.
char32_t next_code_point(std::string_view text, std::size_t& offset);
void append_code_point(std::string& text, char32_t code_point);

} // namespace textrnn
