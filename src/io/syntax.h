// What JSON and TOML have in common: a cursor that names its place in an error and knows both
// languages' strings, and the grammar of decimal numbers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace textrnn {

class Cursor {
public:
    enum class Language { kJson, kToml };

    // The text must outlive the cursor. Errors (kBadData for JSON, kBadConfig for TOML) begin with
    // "name:line:column: ", where the first line has the number `first_line`; or with "name: ",
    // where that is 0. Throws when the text is not UTF-8.
    Cursor(std::string_view text, std::string name, Language language, std::size_t first_line);

    bool at_end() const { return offset_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[offset_]; }
    std::string_view rest() const { return text_.substr(offset_); }
    std::size_t offset() const { return offset_; }
    bool at_plain_character() const; // one that may stand in a string as it is

    void skip(std::size_t bytes) { offset_ += bytes; }
    bool accept(std::string_view token);                    // skips it when it is next
    std::string_view take_all(std::string_view characters); // as long as one of them is next
    std::string take_string(); // from the quote that is next to its like; escapes only in "..."

    [[noreturn]] void fail(const std::string& what) const { fail_at(offset_, what); }
    [[noreturn]] void fail_at(std::size_t offset, const std::string& what) const;
    [[noreturn]] void fail_expected(const std::string& what) const; // "expected <what>, found ..."

private:
    void take_escape(std::string& text);
    char32_t take_hex(std::size_t digits);

    std::string_view text_;
    std::string name_;
    Language language_;
    std::size_t first_line_;
    std::size_t offset_ = 0;
};

// The length of the JSON number without sign that the text begins with, 0 when there is none:
// digits without leading zeros, and where present .digits and e+-digits.
struct Decimal {
    std::size_t length;
    bool is_integer;
};
Decimal match_decimal(std::string_view text);

} // namespace textrnn
