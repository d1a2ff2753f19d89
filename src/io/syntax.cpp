// Cursor, string literals and decimal numbers.
#include "io/syntax.h"

#include "core/error.h"
#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <charconv>

namespace textrnn {

constexpr std::string_view kWordCharacters =
    "+.-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static bool is_surrogate(char32_t c) { return c >= 0xd800 && c <= 0xdfff; }

// The word or number at the start of the text for "found ..."; else its first character.
static std::string describe_start(std::string_view text) {
    if (text.empty()) return "the end";
    if (text[0] == '\n' || text.starts_with("\r\n")) return "the end of the line";
    if (is_control_character(text[0]))
        return "control character U+" + hex_digits(static_cast<unsigned char>(text[0]), 4);
    std::size_t length = std::min(text.find_first_not_of(kWordCharacters), text.size());
    if (length == 0) next_code_point(text, length);
    return "'" + std::string(text.substr(0, std::min<std::size_t>(length, 40))) + "'";
}

Cursor::Cursor(std::string_view text, std::string name, Language language, std::size_t first_line)
    : text_(text), name_(std::move(name)), language_(language), first_line_(first_line) {
    const std::size_t invalid = find_invalid_utf8(text);
    if (invalid != std::string_view::npos) fail_at(invalid, "expected UTF-8, found other bytes");
}

// JSON strings contain no tabs, TOML strings no DEL.
bool Cursor::at_plain_character() const {
    const char allowed = language_ == Language::kJson ? '\x7f' : '\t';
    return !at_end() && (!is_control_character(peek()) || peek() == allowed);
}

bool Cursor::accept(std::string_view token) {
    const bool is_next = rest().starts_with(token);
    skip(is_next ? token.size() : 0);
    return is_next;
}

std::string_view Cursor::take_all(std::string_view characters) {
    const std::size_t start = offset_;
    offset_ = std::min(text_.find_first_not_of(characters, offset_), text_.size());
    return text_.substr(start, offset_ - start);
}

std::string Cursor::take_string() {
    const char quote = peek(), escape = quote == '"' ? '\\' : quote;
    std::string text;
    for (skip(1);; take_escape(text)) {
        const std::size_t start = offset_;
        while (at_plain_character() && peek() != quote && peek() != escape) skip(1);
        text += text_.substr(start, offset_ - start);
        if (accept({&quote, 1})) return text;
        if (!at_plain_character())
            fail_expected(std::string(1, quote) + " at the end of the string");
    }
}

std::string Cursor::string_at(std::size_t offset) const {
    Cursor there = *this;
    there.offset_ = offset;
    return there.take_string();
}

void Cursor::take_escape(std::string& text) {
    const bool json = language_ == Language::kJson;
    const std::string_view letters = json ? "\"\\bfnrt/" : "\"\\bfnrt";
    const std::size_t start = offset_;
    skip(1);
    const std::size_t letter = letters.find(peek());
    if (letter != std::string_view::npos) {
        text += "\"\\\b\f\n\r\t/"[letter];
        return skip(1);
    }
    const std::size_t digits = accept("u") ? 4 : !json && accept("U") ? 8 : 0;
    if (digits == 0)
        fail_expected("one of " + std::string(letters) + (json ? "u" : "uU") +
                      " after a backslash");
    char32_t code_point = take_hex(digits);
    // JSON writes a code point beyond U+FFFF as a high and a low surrogate.
    const std::size_t end = offset_;
    if (json && code_point >= 0xd800 && code_point < 0xdc00 && accept("\\u")) {
        if (const char32_t low = take_hex(4); is_surrogate(low) && low >= 0xdc00)
            code_point = 0x10000 + ((code_point - 0xd800) << 10) + (low - 0xdc00);
        else offset_ = end;
    }
    if (replaces_surrogates_.value_or(false) && is_surrogate(code_point)) code_point = U'\uFFFD';
    if (code_point > 0x10ffff || is_surrogate(code_point))
        fail_at(start, "expected the code point of a character, found U+" +
                           hex_digits(code_point, digits) +
                           (replaces_surrogates_ ? "; to replace it, set data.invalid_utf8 = "
                                                   "\"replace\"" : ""));
    append_code_point(text, code_point);
}

char32_t Cursor::take_hex(std::size_t digits) {
    const std::string_view text = rest().substr(0, digits);
    const auto value = parsed<std::uint32_t>(text, 16);
    if (!value || text.size() < digits)
        fail_expected(std::to_string(digits) + " hexadecimal digits");
    skip(digits);
    return char32_t{*value};
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

// from_chars() also takes 01, 1., inf and nan. Numbers out of range have a length, too.
std::size_t decimal_length(std::string_view text) {
    const auto is_digit = [&](std::size_t at) {
        return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    if (!is_digit(0)) return 0;
    if (text[0] == '0' && is_digit(1)) return 1;
    double ignored;
    const char* const end = text.data() + text.size();
    const auto length = static_cast<std::size_t>(
        std::from_chars(text.data(), end, ignored).ptr - text.data());
    const std::size_t point = text.substr(0, length).find('.');
    return point < length && !is_digit(point + 1) ? point : length;
}

} // namespace textrnn
