// All digits come from std::to_chars, which rounds correctly and knows no locale.
#include "io/format.h"

#include <array>
#include <charconv>
#include <cmath>

namespace textrnn {

namespace {

// `how`: the format and the precision that to_chars takes, or neither.
template <class... How>
std::string digits_of(double value, How... how) {
    if (std::isnan(value)) return "nan";
    char text[400]; // a double has up to 309 digits before the decimal point
    return {text, std::to_chars(text, text + sizeof text, value, how...).ptr};
}

std::string two_digits(long value) { return std::to_string(100 + value).substr(1); }

} // namespace

std::string shortest(double value) { return digits_of(value); }

std::string fixed(double value, int decimals) {
    return digits_of(value, std::chars_format::fixed, decimals);
}

std::string significant(double value, int digits) {
    return digits_of(value, std::chars_format::general, digits);
}

std::string percent(double fraction) { return fixed(100 * fraction, 2) + "%"; }

std::string grouped(std::size_t count) {
    std::string text = std::to_string(count);
    for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
    return text;
}

std::string with_prefix(double value, const std::string& unit) {
    constexpr std::array kPrefixes = {"n", "µ", "m", "", "k", "M", "G", "T", "P"};
    std::size_t prefix = 3; // none
    if (value != 0 && std::isfinite(value)) { // 999.5 would be written with four digits
        for (; std::abs(value) >= 999.5 && prefix + 1 < kPrefixes.size(); ++prefix) value /= 1000;
        for (; std::abs(value) < 0.9995 && prefix > 0; --prefix) value *= 1000;
    }
    const std::string ending = kPrefixes[prefix] + unit;
    return significant(value, 3) + (ending.empty() ? "" : " " + ending);
}

std::string duration(double seconds) {
    if (seconds < 59.95) return fixed(seconds, 1) + " s";
    const long whole = std::lround(seconds);
    if (whole < 3600) return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + two_digits(whole % 3600 / 60) + " min";
}

} // namespace textrnn
