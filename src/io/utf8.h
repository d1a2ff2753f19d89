// UTF-8 (RFC 3629): validation, repair, and iteration by code points.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace textrnn {

// Offset of the first byte from `offset` on that is not ASCII, or the text's size.
std::size_t skip_ascii(std::string_view text, std::size_t offset = 0);

// Byte offset of the first malformed sequence (overlong, surrogate, beyond U+10FFFF, truncated), or
// npos if the text is valid.
std::size_t find_invalid_utf8(std::string_view text);

// Replaces each malformed sequence (the longest prefix of a valid sequence, else one byte) by one
// U+FFFD, as the Unicode standard recommends: FF FF becomes two.
std::string replace_invalid_utf8(std::string_view text);

// Decodes the code point at `offset` of a valid text, and advances `offset` to the next code point.
char32_t next_code_point(std::string_view text, std::size_t& offset);
void append_code_point(std::string& text, char32_t code_point);

// The character of `byte` in windows-1252 (Latin-1 from 0xA0 on); 0: none. Precondition: >= 0x80.
char32_t windows_1252(unsigned char byte);

// The kind of a file that is not UTF-8 text, or is a pointer of Git LFS, by its first bytes: "gzip
// data; convert it: ..."; "" if it is other text or unknown.
std::string foreign_kind(std::string_view head, const std::string& name);
// Throws Error(kBadData) if foreign_kind() knows the kind of the file with these first bytes.
void refuse_foreign_kind(std::string_view head, const std::string& name);

// "; convert it: COMMAND | textrnn ... - --format FORMAT ...". COMMAND is `command` with its "@"
// replaced by the file's name (FILE for "stdin"). FORMAT is jsonl if `command` contains jq -c, csv
// if it contains csv (xlsx2csv, duckdb -csv, ...), else the format that the file's ending (also
// before .gz) names; if the ending is unknown, the hint has no --format.
std::string convert_hint(std::string command, const std::string& name);
// For an error in a file of a folder, where a pipe is no remedy: replaces convert_hint()'s pipe in
// the message by "COMMAND >NEW ...".
std::string without_pipe(std::string message);
inline constexpr const char* kUnquoteLines = "sed 's/^\"//; s/\"\\r*$//; s/\"\"/\"/g' @";

} // namespace textrnn
