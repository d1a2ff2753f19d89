// Text for messages and reports: numbers, quotes, lists, places in files and suggestions ("did you
// mean ...?"). Whatever a file contains, a message stays one short line.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

inline char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
inline std::string lower_ascii(std::string text) {
    for (char& c : text) c = ascii_lower(c);
    return text;
}
inline bool is_control_character(char c) { // of ASCII
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

// The whole text as a number in the given base; nullopt if it is not a number or out of range.
template <class Number, class... Base>
std::optional<Number> parsed(std::string_view text, Base... base) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base...);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

// Numbers, independent of the locale. NaN becomes "nan" (duration: the value must be finite).
std::string shortest(double value);                // fewest digits that parse to the same value
std::string fixed(double value, int decimals);     // 0.5, 2 -> "0.50"
std::string significant(double value, int digits); // as %g: 0.012345, 3 -> "0.0123"
inline std::string percent(double fraction) { return fixed(100 * fraction, 2) + "%"; } // "97.25%"
std::string grouped(std::size_t count);            // 200000 -> "200,000"

// At most three significant digits and an SI prefix from n to P: 0.00123, "s" -> "1.23 ms", 1500 ->
// "1.5 k". Without unit and prefix, no space follows the number: 950 -> "950".
std::string with_prefix(double value, const std::string& unit = "");
std::string duration(double seconds); // "4.2 s", "3 min 05 s", "1 h 02 min"
std::string hex_digits(std::uint64_t value, std::size_t digits); // 255, 4 -> "00ff"

// In double quotes. '"', '\' and the characters that printable() replaces become escapes, valid in
// JSON and in TOML. Malformed UTF-8 becomes U+FFFD.
std::string in_quotes(std::string_view text);
void append_in_quotes(std::string& result, std::string_view text); // makes no copy of valid UTF-8
std::string excerpt(std::string_view text); // in_quotes(); "..." after the first 40 code points

// "a", "b", "c", each as excerpt(). More than 8 names: the first 8, then "... 12 in all".
std::string listed(const std::vector<std::string>& names);

// Replaces each character that has a replacement.
using Replacements = std::vector<std::pair<char, const char*>>;
std::string replaced(std::string_view text, const Replacements& replacements);

// The text as a terminal or a report may show it: malformed UTF-8 becomes U+FFFD; a control
// character, a line separator or a control of bidirectional text becomes '?', unless it is one of
// the ASCII characters `kept`. Words, labels and file names must pass through it.
std::string printable(std::string_view text, std::string_view kept = "");

// printable(); of a text over 900 bytes, the middle is left out.
std::string printable_line(std::string text);

// "file:line:column" of the byte at `offset`. The text's first line has the number `first_line`;
// columns count code points from 1.
std::string place_of(std::string_view text, std::size_t offset, const std::string& file,
                     std::size_t first_line = 1);

// The candidate with the smallest edit distance to `name`, ignoring ASCII case (the first of
// equals); "" if none qualifies. A candidate qualifies if the longer of the two names has at most
// 100 bytes, and the distance is at most a third of the longer name.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

// "; did you mean "x"?" with the nearest name; "" if there is none, or if it is `name` itself.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

} // namespace textrnn
