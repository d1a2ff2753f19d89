// What JSON and TOML have in common: a cursor that knows how to name its place in an error, the
// grammar of decimal numbers, and strings in double quotes.
#pragma once

#include "core/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace textrnn {

class Cursor {
public:
    // How an error begins: "name:line:column: ", "name:column: " or "name: ". Columns count
    // characters, from 1.
    enum class Place { kLineAndColumn, kColumn, kName };

    // The text must outlive the cursor. Throws Error(code) when it is not UTF-8.
    Cursor(std::string_view text, std::string name, Place place, ExitCode code);

    bool at_end() const { return offset_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[offset_]; }
    std::string_view rest() const { return text_.substr(offset_); }
    std::size_t offset() const { return offset_; }
    std::size_t line() const;
    std::size_t column() const;

    void skip(std::size_t bytes) { offset_ += bytes; }
    void skip_all(std::string_view characters); // as long as one of them is next
    bool accept(std::string_view token);        // skips it when it is next
    std::string_view take(std::size_t bytes);
    char32_t take_hex(std::size_t digits);      // of an escape sequence

    [[noreturn]] void fail(const std::string& what) const;
    [[noreturn]] void fail_at(std::size_t offset, const std::string& what) const;
    [[noreturn]] void fail_expected(const std::string& what) const; // "expected <what>, found ..."

private:
    std::string_view text_;
    std::string name_;
    Place place_;
    ExitCode code_;
    std::size_t offset_ = 0;
};

// The length of the JSON number without sign that the text begins with, 0 when there is none:
// digits without leading zeros, and where present .digits and e+-digits.
struct Decimal {
    std::size_t length;
    bool is_integer;
};
Decimal match_decimal(std::string_view text);

std::string shortest(double value);        // the shortest text that reads back the same
std::string quoted(std::string_view text); // in "", with the escapes that JSON and TOML share
bool is_control_character(char c);         // of ASCII

} // namespace textrnn
