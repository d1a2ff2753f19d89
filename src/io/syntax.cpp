// Cursor, string literals and decimal numbers.
#include "io/syntax.h"

#include "core/error.h"
#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace textrnn {

namespace {

constexpr std::string_view kWordCharacters =
    "+.-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_surrogate(char32_t c) { return c >= 0xd800 && c <= 0xdfff; }

// The word or number at the start of the text for "found ..."; else its first character.
std::string describe_start(std::string_view text) {
    if (text.empty()) return "the end";
    if (text[0] == '\n' || text.starts_with("\r\n")) return "the end of the line";
    if (is_control_character(text[0]))
        return "control character U+" + hex_digits(static_cast<unsigned char>(text[0]), 4);
    std::size_t length = std::min(text.find_first_not_of(kWordCharacters), text.size());
    if (length == 0) next_code_point(text, length);
    return "'" + std::string(text.substr(0, std::min<std::size_t>(length, 40))) + "'";
}

} // namespace

Cursor::Cursor(std::string_view text, std::string name, Language language, std::size_t first_line)
    : text_(text), name_(std::move(name)), language_(language), first_line_(first_line) {
    const std::size_t invalid = find_invalid_utf8(text);
    if (invalid != std::string_view::npos) fail_at(invalid, "expected UTF-8, found other bytes");
}

// JSON strings contain no tabs, TOML strings no DEL.
bool Cursor::at_plain_character() const {
    if (at_end()) return false;
    if (language_ == Language::kJson) return !is_control_character(peek()) || peek() == '\x7f';
    return !is_control_character(peek()) || peek() == '\t';
}

bool Cursor::accept(std::string_view token) {
    if (!rest().starts_with(token)) return false;
    skip(token.size());
    return true;
}

std::string_view Cursor::take_all(std::string_view characters) {
    const std::size_t start = offset_;
    offset_ = std::min(text_.find_first_not_of(characters, offset_), text_.size());
    return text_.substr(start, offset_ - start);
}

std::string Cursor::take_string() {
    const char quote = peek();
    skip(1);
    const char escape = quote == '"' ? '\\' : quote;
    std::string text;
    for (;;) {
        const std::size_t start = offset_;
        while (at_plain_character() && peek() != quote && peek() != escape) skip(1);
        text += text_.substr(start, offset_ - start);
        if (!at_plain_character())
            fail_expected(std::string(1, quote) + " at the end of the string");
        if (peek() == quote) break;
        take_escape(text);
    }
    skip(1);
    return text;
}

std::string Cursor::string_at(std::size_t offset) {
    const std::size_t here = std::exchange(offset_, offset);
    std::string text = take_string();
    offset_ = here;
    return text;
}

void Cursor::take_escape(std::string& text) {
    static constexpr std::string_view kMeanings = "\"\\\b\f\n\r\t/";
    const bool json = language_ == Language::kJson;
    const std::string_view letters = json ? "\"\\bfnrt/" : "\"\\bfnrt";
    const std::size_t start = offset_;
    skip(1);
    const std::size_t letter = letters.find(peek());
    if (letter != std::string::npos) {
        text += kMeanings[letter];
        return skip(1);
    }
    const bool is_long = !json && accept("U");
    if (!is_long && !accept("u"))
        fail_expected("one of " + std::string(letters) + (json ? "u" : "uU") +
                      " after a backslash" + (json ? "" : " (or the text in single quotes)"));
    const std::size_t digits = is_long ? 8 : 4;
    const char32_t code_point = take_code_point(digits);
    if (code_point > 0x10ffff || is_surrogate(code_point))
        fail_at(start, "expected the code point of a character, found U+" +
                           hex_digits(code_point, digits));
    append_code_point(text, code_point);
}

// JSON writes a code point beyond U+FFFF as a high and a low surrogate.
char32_t Cursor::take_code_point(std::size_t digits) {
    const char32_t first = take_hex(digits);
    const bool is_high = is_surrogate(first) && first < 0xdc00;
    if (language_ != Language::kJson || !is_high || !accept("\\u")) return first;
    const char32_t low = take_hex(4);
    const bool is_low = is_surrogate(low) && low >= 0xdc00;
    return is_low ? 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00) : first;
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

void Cursor::fail_at(std::size_t offset, const std::string& what) const {
    const std::string place =
        first_line_ == 0 ? name_ : place_of(text_, offset, name_, first_line_);
    throw Error(language_ == Language::kJson ? ExitCode::kBadData : ExitCode::kBadConfig,
                place + ": " + what);
}

void Cursor::fail_expected(const std::string& what) const {
    fail("expected " + what + ", found " + describe_start(rest()));
}

Decimal match_decimal(std::string_view text) {
    const auto digits_end = [text](std::size_t from) {
        return std::min(text.find_first_not_of("0123456789", from), text.size());
    };
    const std::size_t whole = text.starts_with('0') ? 1 : digits_end(0);
    std::size_t end = whole;
    // Extends `end` by a lead character, an optional sign and digits, if all of these are there.
    const auto take_part = [&](std::string_view leads, std::string_view signs) {
        const auto has = [text](std::size_t at, std::string_view characters) {
            return at < text.size() && characters.find(text[at]) != std::string_view::npos;
        };
        if (!has(end, leads)) return;
        const std::size_t first = end + (has(end + 1, signs) ? 2 : 1);
        if (digits_end(first) > first) end = digits_end(first);
    };
    if (whole > 0) take_part(".", "");
    if (whole > 0) take_part("eE", "+-");
    return {end, end == whole};
}

} // namespace textrnn
