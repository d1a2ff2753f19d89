// std::to_chars does the work: it knows no locale, and rounds correctly.
#include "ablation/figures.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace textrnn {

namespace {

std::string number(double value, std::chars_format format, int precision) {
    if (std::isnan(value)) return "not a number";
    char text[400]; // a double has up to 309 digits before the point
    const auto end = std::to_chars(text, text + sizeof text, value, format, precision).ptr;
    return {text, end};
}

std::string with_sign(const std::string& text) { return text[0] == '-' ? text : "+" + text; }

} // namespace

std::string decimal(double value, int decimals) {
    return number(value, std::chars_format::fixed, decimals);
}

std::string brief(double value) { return number(value, std::chars_format::general, 3); }

std::string with_unit(double value, const std::string& unit) {
    static const char* kPrefixes[] = {"n", "µ", "m", "", "k", "M", "G", "T", "P"};
    constexpr int kNone = 3, kLast = 8;
    int prefix = kNone;
    if (value == 0 || !std::isfinite(value)) return brief(value) + " " + unit;
    for (; std::abs(value) >= 999.5 && prefix < kLast; ++prefix) value /= 1000;
    for (; std::abs(value) < 0.9995 && prefix > 0; --prefix) value *= 1000;
    return brief(value) + " " + kPrefixes[prefix] + unit;
}

std::string seconds_text(double seconds) {
    const bool is_long = seconds >= 999.5 && seconds < 1e15; // no one reads kiloseconds
    return is_long ? grouped(static_cast<Index>(std::lround(seconds))) + " s"
                   : with_unit(seconds, "s");
}

std::string grouped(Index n) {
    std::string text = std::to_string(n);
    for (Index end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
    return text;
}

std::string share(double fraction) { return decimal(100 * fraction, 2) + "%"; }

std::string points(double difference) {
    return with_sign(decimal(100 * difference, 2)) + " points";
}

std::string chance(const std::optional<double>& p) {
    if (!p || std::isnan(*p)) return "undefined";
    return *p < 0.001 ? "< 0.001" : decimal(*p, 3);
}

} // namespace textrnn
