// UTF-8 (RFC 3629): validation, repair, code points; recognition of other files (file_kind.cpp).
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

// Name of a file's format by its first bytes, and a command: "gzip data; convert it: ...". Returns
// "" for unknown formats, and for UTF-8 unless it has a format's mark (e.g. "PAR1", ESC $B).
std::string foreign_kind(std::string_view head, const std::string& name);
// Throws Error(kBadData) if foreign_kind() names a format, or if the first n <= 4096 bytes have a
// NUL or malformed UTF-8, and over max(8, n / 16) controls (without \t to \r, ^Z, ESC).
void refuse_foreign_kind(std::string_view head, const std::string& name);

// The format of a known ending in the file's name: "csv" for a.CSV and a.csv.gz; or "".
std::string_view format_by_ending(const std::string& path);

// The hint "; convert it: COMMAND | textrnn ... - --format FORMAT ...". COMMAND is `command` with
// the shell-quoted name, or FILE for "stdin", in place of its last "@" (precondition: it has one).
// FORMAT: jsonl if `command` has "jq -c", csv if it has "csv", else format_by_ending(name), if any.
std::string convert_hint(std::string command, const std::string& name);
// A command for convert_hint(): removes a byte order mark and the quotes around each line, and
// replaces two double quotes by a single double quote.
inline constexpr const char* kUnquoteLines =
    "sed '1s/^\\xef\\xbb\\xbf//; s/^\"//; s/\"\\r*$//; s/\"\"/\"/g' @";

} // namespace textrnn
