// std::to_chars writes the numbers: it knows no locale, and rounds correctly. The words of a data
// set may be anything, "<script>" too: all text of the HTML is escaped here.
#include "ablation/report_text.h"

#include "io/text.h"
#include "io/utf8.h"

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
    return is_long ? count_text(seconds) + " s" : with_unit(seconds, "s");
}

std::string grouped(Index n) {
    std::string text = std::to_string(n);
    for (Index end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
    return text;
}

std::string bytes_text(double bytes) { return with_unit(bytes, "B"); }
std::string count_text(double n) { return grouped(static_cast<Index>(std::lround(n))); }
std::string share(double fraction) { return decimal(100 * fraction, 2) + "%"; }

std::string points(double difference) {
    const std::string sign = difference < 0 ? "" : "+";
    return sign + decimal(100 * difference, 2) + " points";
}

std::string chance(double p) {
    if (std::isnan(p)) return "undefined";
    return p < 0.001 ? "< 0.001" : decimal(p, 3);
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
    return all;
}

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : replace_invalid_utf8(text)) {
        if (c == '&') safe += "&amp;";
        else if (c == '<') safe += "&lt;";
        else if (c == '>') safe += "&gt;";
        else if (c == '"') safe += "&quot;";
        else if (is_control_character(c) && c != '\t' && c != '\n') safe += "\uFFFD";
        else safe += c;
    }
    return safe;
}

std::string element(const char* name, const Attributes& attributes, const std::string& content) {
    std::string html = "<";
    html += name;
    for (const auto& [key, value] : attributes)
        html.append(" ").append(key).append("=\"").append(escaped(value)).append("\"");
    html.append(">").append(content).append("</").append(name);
    return html += ">";
}

} // namespace textrnn
