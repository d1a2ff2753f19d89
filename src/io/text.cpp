// Text for messages. Digits of numbers come from std::to_chars, which rounds correctly and knows no
// locale. Names are compared by the optimal string alignment distance.
#include "io/text.h"

#include "io/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace textrnn {

constexpr std::size_t kLongestExcerpt = 40; // code points
constexpr std::size_t kLongestList = 8;     // names
constexpr std::size_t kLongestName = 100;   // bytes; edit_distance takes quadratic time

// `how`: the format and the precision that to_chars takes, or neither.
template <class... How>
static std::string digits_of(double value, How... how) {
    if (std::isnan(value)) return "nan";
    char text[400]; // a double has up to 309 digits before the decimal point
    return {text, std::to_chars(text, text + sizeof text, value, how...).ptr};
}

// False for control characters (C0, DEL, C1), line and paragraph separators and the controls of
// bidirectional text: each changes how a terminal displays the text around it.
static bool is_printable(char32_t c) {
    const bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool is_mark = c == 0x61C || c == 0x200E || c == 0x200F;
    return !is_control && !is_mark && (c < 0x2028 || c > 0x202E) && (c < 0x2066 || c > 0x206F);
}

// Calls use(code point, its bytes) for each code point; U+FFFD for malformed UTF-8.
template <class Use>
static void for_each_character(std::string_view text, Use use) {
    std::string valid;
    if (find_invalid_utf8(text) != std::string_view::npos)
        text = valid = replace_invalid_utf8(text);
    for (std::size_t begin = 0, end = 0; end < text.size(); begin = end) {
        const char32_t c = next_code_point(text, end);
        use(c, text.substr(begin, end - begin));
    }
}

static std::string two_digits(long value) { return std::to_string(100 + value).substr(1); }

// The least number of insertions, deletions, substitutions and swaps of neighbouring bytes that
// turns a into b. least[i][j] is the number for the first i bytes of a and the first j bytes of b.
static std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> least(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t j = 0; j <= b.size(); ++j) least[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        least[i][0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = least[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            least[i][j] = std::min({least[i - 1][j] + 1, least[i][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                least[i][j] = std::min(least[i][j], least[i - 2][j - 2] + 1);
        }
    }
    return least[a.size()][b.size()];
}

std::string shortest(double value) { return digits_of(value); }

std::string fixed(double value, int decimals) {
    const std::string text = digits_of(value, std::chars_format::fixed, decimals);
    const bool is_zero = text.find_first_not_of("-0.") == text.npos; // "-0.00" becomes "0.00"
    return is_zero && text.starts_with('-') ? text.substr(1) : text;
}

std::string significant(double value, int digits) {
    return digits_of(value, std::chars_format::general, digits);
}

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

std::string hex_digits(std::uint64_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
    return text;
}

std::string in_quotes(std::string_view text) {
    std::string result;
    append_in_quotes(result, text);
    return result;
}

void append_in_quotes(std::string& result, std::string_view text) {
    static constexpr std::string_view kEscaped = "\"\\\b\t\n\f\r", kEscapes = "\"\\btnfr";
    result += '"';
    for_each_character(text, [&](char32_t c, std::string_view bytes) {
        const std::size_t escape = kEscaped.find(bytes[0]);
        if (escape != std::string_view::npos) (result += '\\') += kEscapes[escape];
        else if (!is_printable(c)) result += "\\u" + hex_digits(c, 4);
        else result += bytes;
    });
    result += '"';
}

std::string excerpt(std::string_view text) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < kLongestExcerpt && end < text.size(); ++i)
        next_code_point(text, end);
    std::string result = in_quotes(text.substr(0, end));
    if (end < text.size()) result.insert(result.size() - 1, "...");
    return result;
}

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < kLongestList; ++i)
        list += (i > 0 ? ", " : "") + excerpt(names[i]);
    if (names.size() > kLongestList) list += ", ... " + std::to_string(names.size()) + " in all";
    return list;
}

std::string replaced(std::string_view text, const Replacements& replacements) {
    std::string result;
    for (const char c : text) {
        const auto at = std::ranges::find(replacements, c, &Replacements::value_type::first);
        if (at == replacements.end()) result += c;
        else result += at->second;
    }
    return result;
}

std::string printable(std::string_view text, std::string_view kept) {
    std::string result;
    for_each_character(text, [&](char32_t c, std::string_view bytes) {
        const bool is_kept = is_printable(c) || kept.find(bytes[0]) != std::string_view::npos;
        result += is_kept ? bytes : "?";
    });
    return result;
}

std::string printable_line(std::string text) {
    constexpr std::size_t kHead = 600, kTail = 300; // bytes kept of a longer text
    if (text.size() > kHead + kTail) text.replace(kHead, text.size() - kHead - kTail, " ... ");
    return printable(text);
}

std::string place_of(std::string_view text, std::size_t offset, const std::string& file,
                     std::size_t first_line) {
    std::size_t line = first_line, column = 1;
    for (const char c : text.substr(0, offset)) {
        const bool begins_code_point = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        column = c == '\n' ? 1 : column + begins_code_point;
        line += c == '\n';
    }
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
    const std::string lower = lower_ascii(std::string(name));
    std::string nearest;
    std::size_t smallest = std::string_view::npos;
    for (const std::string& candidate : candidates) {
        const auto [shorter, longer] = std::minmax({name.size(), candidate.size()});
        // The difference of the lengths is a lower bound of the distance.
        if (longer > kLongestName || longer - shorter > longer / 3) continue;
        const std::size_t distance = edit_distance(lower, lower_ascii(candidate));
        if (distance > longer / 3 || distance >= smallest) continue;
        smallest = distance;
        nearest = candidate;
    }
    return nearest;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
    const std::string nearest = nearest_name(name, candidates);
    return nearest.empty() || nearest == name ? "" : "; did you mean " + excerpt(nearest) + "?";
}

} // namespace textrnn
