// Parsing that JSON and TOML share: a cursor that reads string literals and reports errors with
// line and column, and a matcher of decimal numbers.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace textrnn {

// A position in a JSON or TOML text.
class Cursor {
public:
    enum class Language { kJson, kToml };

    // Starts at the beginning of `text`, which must outlive the cursor. Throws for malformed UTF-8.
    // Members report errors as Error (kBadData for JSON, kBadConfig for TOML) "name:line:column:
    // ..."; `first_line` is the number of the text's first line, or 0 for messages "name: ...".
    Cursor(std::string_view text, std::string name, Language language, std::size_t first_line);

    bool at_end() const { return offset_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[offset_]; }
    std::string_view rest() const { return text_.substr(offset_); }
    std::size_t offset() const { return offset_; }
    bool at_plain_character() const; // false at the end and at controls (JSON allows DEL, TOML tab)

    void skip(std::size_t bytes) { offset_ += bytes; }
    bool accept(std::string_view token); // if `token` is next, skips it and returns true
    std::string_view take_all(std::string_view characters); // the longest run of `characters`
    // true: replaces lone surrogates by U+FFFD. false: a lone surrogate is an error, whose message
    // suggests data.invalid_utf8. Without this call, the message has no suggestion.
    void replace_surrogates(bool replaces) { replaces_surrogates_ = replaces; }
    std::string take_string(); // precondition: peek() is a quote; decodes escapes in "..." only
    std::string string_at(std::size_t offset) const; // take_string() at the quote at `offset`

    void finish() const { // throws unless the text ends here
        if (!at_end()) fail_expected("the end after the value");
    }
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
    std::optional<bool> replaces_surrogates_; // nullopt: replace_surrogates() was not called
    std::size_t offset_ = 0;
};

// Length of the JSON number without sign at the start of the text: digits without leading zeros,
// then optionally .digits and an exponent. 0 if there is none.
std::size_t decimal_length(std::string_view text);

} // namespace textrnn
