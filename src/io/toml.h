// A strict subset of TOML 1.0 for config files. What is TOML but outside the subset is refused by
// name, never misread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace textrnn {

struct TomlValue {
    using Array = std::vector<TomlValue>;
    std::variant<bool, std::int64_t, double, std::string, Array> value;
};

struct TomlEntry {
    std::string section; // "" before the first [section]
    std::string key;
    TomlValue value;
    std::size_t line = 0; // of the key, from 1
};

// The grammar of configs, in TOML's own terms:
//     # a comment, here or behind anything; blank lines; LF or CRLF
//     [section]                    one level deep
//     key-1_a = value              a bare key; before the first [section], or in one
// A value is "a basic string", 'a literal one', a decimal integer of 64 bits, a finite float, true
// or false, or an array of these, which may go over several lines and end in a comma, and holds no
// array itself. Not supported are: keys in quotes, dotted keys, [a.b], [[a]], inline tables,
// arrays within arrays, multi-line strings, dates and times, inf and nan, 0x 0o 0b, and
// underscores in numbers.
//
// The entries in file order. Throws Error(kBadConfig) "name:line:column: ..." for what is not TOML
// or not in the subset: bad UTF-8, control characters, duplicate keys or sections, numbers beyond
// 64 bits, and so on.
std::vector<TomlEntry> parse_toml(std::string_view text, const std::string& name);

// One value alone, as in `--set key=value`. Throws Error(kBadConfig) "name: ...".
TomlValue parse_toml_value(std::string_view text, const std::string& name);

// As TOML; a finite float always reads back as a float, to the same bits.
std::string to_toml(const TomlValue& value);

} // namespace textrnn
