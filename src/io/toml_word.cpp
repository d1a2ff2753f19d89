// Booleans, integers of four bases and floats, by TOML's rules for signs, zeros and underscores.
#include "io/toml_word.h"

#include "io/syntax.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace textrnn {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// 1987-07-05..., 07:32:00...
bool begins_like_time(std::string_view word) {
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    const std::string_view behind = word.substr(digits);
    return (digits == 4 && behind.starts_with('-')) || (digits == 2 && behind.starts_with(':'));
}

// Without the underscores; "" when one of them does not stand between two digits.
std::string join_digits(std::string_view word, bool (*is_digit_of_base)(char)) {
    std::string joined;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const bool is_inner = i > 0 && i + 1 < word.size();
        if (word[i] != '_')
            joined += word[i];
        else if (!is_inner || !is_digit_of_base(word[i - 1]) || !is_digit_of_base(word[i + 1]))
            return "";
    }
    return joined;
}

std::string not_a_value(std::string_view word) {
    const bool is_numeric = is_digit(word[0]) || ((word[0] == '-' || word[0] == '+') &&
                                                  word.size() > 1 && is_digit(word[1]));
    const std::string found = ", found '" + std::string(word.substr(0, 40)) + "'";
    return is_numeric ? "expected a number" + found
                      : "expected a value" + found + " (text is written in \"quotes\")";
}

// The digits, with a sign for base 10, must be nothing but a number.
template <class Number, class... Base>
TomlWord convert(std::string_view digits, std::string_view word, Base... base) {
    Number number = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, number, base...);
    if (error == std::errc::result_out_of_range)
        return "the number " + std::string(word.substr(0, 40)) + " does not fit into 64 bits";
    if (error != std::errc() || end != last) return not_a_value(word);
    return TomlValue{number};
}

TomlWord read_based(std::string_view word, int base) {
    const std::string digits = join_digits(word.substr(2), is_hex_digit);
    if (digits.starts_with('-')) return not_a_value(word); // from_chars would take it
    return convert<std::int64_t>(digits, word, base);
}

TomlWord read_decimal(std::string_view word) {
    const std::string joined = join_digits(word, is_digit);
    std::string_view number = joined;
    if (number.starts_with('+')) number.remove_prefix(1); // from_chars knows no plus
    std::string_view magnitude = number;
    if (joined.starts_with('-')) magnitude.remove_prefix(1);
    const Decimal decimal = match_decimal(magnitude);
    if (decimal.length == 0 || decimal.length != magnitude.size()) return not_a_value(word);
    if (decimal.is_integer) return convert<std::int64_t>(number, word);
    return convert<double>(number, word);
}

} // namespace

TomlWord read_toml_word(std::string_view word) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    if (word == "true" || word == "false") {
        TomlValue value;
        value.value = word == "true";
        return value;
    }
    if (word == "inf" || word == "+inf") return TomlValue{kInfinity};
    if (word == "nan" || word == "+nan") return TomlValue{kNan};
    if (word == "-inf") return TomlValue{-kInfinity};
    if (word == "-nan") return TomlValue{-kNan};
    if (begins_like_time(word)) return std::string("this program's TOML has no dates and times");
    if (word.starts_with("0x")) return read_based(word, 16);
    if (word.starts_with("0o")) return read_based(word, 8);
    if (word.starts_with("0b")) return read_based(word, 2);
    return read_decimal(word);
}

} // namespace textrnn
