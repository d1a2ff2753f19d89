// A strict subset of TOML 1.0 for config files. The parser refuses every other feature of TOML.
#pragma once

#include "io/json.h"

namespace textrnn {

using TomlValue = Json; // neither null nor an object; doubles are finite

struct TomlEntry {
    std::string section; // "" before the first [section]
    std::string key;
    TomlValue value;
    std::size_t line = 0; // of the key, from 1
};

// Parses a config; returns its entries in file order. The grammar, in TOML's own terms:
//     # a comment, also at the end of a line; blank lines; LF or CRLF; a byte order mark first
//     [section]                    one level deep
//     key-1_a = value              a bare key, before the first [section] or in a section
// A value is a "basic string", a 'literal string', a decimal integer of 64 bits, a finite float,
// true, false, or an array of these. An array may span lines and end in a comma.
// Throws Error(kBadConfig) "name:line:column: ..." for malformed TOML, for malformed UTF-8, and for
// TOML outside of this subset: quoted or dotted keys, [a.b], [[a]], inline tables, nested arrays,
// multi-line strings, dates and times, inf and nan, 0x 0o 0b, and underscores in numbers.
// An array [1,1,1,...] takes up to 60 times the memory of its text.
std::vector<TomlEntry> parse_toml(std::string_view text, const std::string& name);

// Parses one value, e.g. of `--set key=value`. Throws Error(kBadConfig) "name: ...".
TomlValue parse_toml_value(std::string_view text, const std::string& name);

// The value as TOML. A finite float is written so that it parses to a float with the same bits.
std::string to_toml(const TomlValue& value);

} // namespace textrnn
