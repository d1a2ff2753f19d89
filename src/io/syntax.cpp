// Cursor, decimal numbers and quoted strings.
#include "io/syntax.h"

#include "core/utf8.h"

#include <algorithm>
#include <charconv>

namespace textrnn {

namespace {

constexpr std::string_view kDigits = "0123456789";

std::string hex_digits(unsigned value) {
    std::string text = "0000";
    for (std::size_t i = 4; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
    return text;
}

// A word or number as a whole, any other character alone.
std::string describe_start(std::string_view text) {
    if (text.empty()) return "the end";
    if (text[0] == '\n' || text.starts_with("\r\n")) return "the end of the line";
    if (is_control_character(text[0]))
        return "control character U+" + hex_digits(static_cast<unsigned char>(text[0]));
    const auto is_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '+' || c == '.';
    };
    const auto word_end = std::find_if_not(text.begin(), text.end(), is_word);
    std::size_t length = static_cast<std::size_t>(word_end - text.begin());
    if (length == 0) next_code_point(text, length);
    length = std::min<std::size_t>(length, 40);
    return "'" + std::string(text.substr(0, length)) + "'";
}

} // namespace

Cursor::Cursor(std::string_view text, std::string name, Place place, ExitCode code)
    : text_(text), name_(std::move(name)), place_(place), code_(code) {
    const std::size_t invalid = find_invalid_utf8(text);
    if (invalid != std::string_view::npos) fail_at(invalid, "expected UTF-8, found other bytes");
}

std::size_t Cursor::line() const {
    const std::string_view before = text_.substr(0, offset_);
    return static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
}

std::size_t Cursor::column() const {
    const std::string_view before = text_.substr(0, offset_);
    const std::size_t line_start = before.rfind('\n') + 1; // npos + 1 is 0
    return count_code_points(before.substr(line_start)) + 1;
}

void Cursor::skip_all(std::string_view characters) {
    offset_ = std::min(text_.find_first_not_of(characters, offset_), text_.size());
}

bool Cursor::accept(std::string_view token) {
    if (!rest().starts_with(token)) return false;
    skip(token.size());
    return true;
}

std::string_view Cursor::take(std::size_t bytes) {
    const std::string_view taken = text_.substr(offset_, bytes);
    offset_ += taken.size();
    return taken;
}

char32_t Cursor::take_hex(std::size_t digits) {
    const std::string_view text = rest().substr(0, digits);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + digits)
        fail_expected(std::to_string(digits) + " hexadecimal digits");
    skip(digits);
    return char32_t{value};
}

void Cursor::fail(const std::string& what) const {
    std::string place = name_;
    if (place_ == Place::kLineAndColumn) place += ":" + std::to_string(line());
    if (place_ != Place::kName) place += ":" + std::to_string(column());
    throw Error(code_, place + ": " + what);
}

void Cursor::fail_at(std::size_t offset, const std::string& what) const {
    Cursor there = *this;
    there.offset_ = offset;
    there.fail(what);
}

void Cursor::fail_expected(const std::string& what) const {
    fail("expected " + what + ", found " + describe_start(rest()));
}

Decimal match_decimal(std::string_view text) {
    const auto digits_end = [text](std::size_t from) {
        return std::min(text.find_first_not_of(kDigits, from), text.size());
    };
    const std::size_t whole = text.starts_with('0') ? 1 : digits_end(0);
    std::size_t end = whole;
    if (whole > 0 && end < text.size() && text[end] == '.') {
        const std::size_t fraction_end = digits_end(end + 1);
        if (fraction_end > end + 1) end = fraction_end;
    }
    if (whole > 0 && end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        const std::string_view behind = text.substr(end + 1);
        const bool has_sign = behind.starts_with('+') || behind.starts_with('-');
        const std::size_t first = end + (has_sign ? 2 : 1);
        if (first < text.size() && digits_end(first) > first) end = digits_end(first);
    }
    return {end, end == whole};
}

std::string shortest(double value) {
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

std::string quoted(std::string_view text) {
    static constexpr std::string_view kEscaped = "\"\\\b\t\n\f\r";
    static constexpr std::string_view kEscapes = "\"\\btnfr";
    std::string out = "\"";
    for (const char c : text) {
        const std::size_t escape = kEscaped.find(c);
        if (escape != std::string_view::npos) {
            out += '\\';
            out += kEscapes[escape];
        } else if (is_control_character(c)) {
            out += "\\u" + hex_digits(static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

bool is_control_character(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

} // namespace textrnn
