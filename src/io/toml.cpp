// The TOML parser: lines of [section] and key = value; arrays in value(), the rest in element().
#include "io/toml.h"

#include "io/text.h"

#include <map>

namespace textrnn {

namespace {

constexpr std::string_view kValueCharacters =
    "+.:_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kBareCharacters = kValueCharacters.substr(3);

class Parser : Cursor {
public:
    using Cursor::Cursor;

    std::vector<TomlEntry> document() {
        accept("\xef\xbb\xbf"); // a byte order mark
        for (skip_lines(); !at_end(); skip_lines()) {
            if (peek() == '[') section();
            else entry();
            skip_space_and_comment();
            if (!accept_newline() && !at_end()) fail_expected("the end of the line");
        }
        return std::move(entries_);
    }

    TomlValue single_value() {
        skip_space();
        TomlValue result = value();
        skip_space();
        finish();
        return result;
    }

private:
    void skip_space() { take_all(" \t"); }

    void skip_space_and_comment() {
        skip_space();
        if (accept("#"))
            while (at_plain_character()) skip(1);
    }

    bool accept_newline() {
        const bool accepted = accept("\n") || accept("\r\n");
        line_ += accepted ? 1 : 0;
        return accepted;
    }

    // Space, comments and line ends between entries, or between the elements of an array.
    void skip_lines() {
        do skip_space_and_comment();
        while (accept_newline());
    }

    [[noreturn]] void refuse(const std::string& feature) const {
        fail("this program's TOML has no " + feature);
    }

    void section() {
        const std::size_t start = offset();
        if (rest().starts_with("[[")) refuse("arrays of tables ([[name]])");
        skip(1);
        skip_space();
        section_ = bare_key("a section's name");
        if (peek() == '.') refuse("sections within sections ([a.b])");
        if (!accept("]")) fail_expected("']'");
        declare(section_, start);
    }

    void entry() {
        const std::size_t start = offset();
        TomlEntry entry{section_, bare_key("a key"), {}, line_};
        if (peek() == '.') refuse("dotted keys (write them under a [section])");
        if (!accept("=")) fail_expected("'=' after the key " + entry.key);
        skip_space();
        entry.value = value();
        declare(section_.empty() ? entry.key : section_ + "." + entry.key, start);
        entries_.push_back(std::move(entry));
    }

    // One map for sections and keys: a section and a top-level key cannot have the same name.
    void declare(const std::string& name, std::size_t start) {
        const auto [first, is_new] = names_.try_emplace(name, line_);
        if (!is_new)
            fail_at(start, name + " occurs twice, first in line " + std::to_string(first->second));
    }

    // A key or section name, and the space after it.
    std::string bare_key(const std::string& what) {
        if (peek() == '"' || peek() == '\'') refuse("keys in quotes (write them without)");
        const std::string key(take_all(kBareCharacters));
        if (key.empty()) fail_expected(what);
        skip_space();
        return key;
    }

    TomlValue value() {
        if (!accept("[")) return element();
        TomlValue::Array elements;
        for (skip_lines(); !accept("]"); skip_lines()) {
            elements.push_back(element());
            skip_lines();
            if (peek() != ']' && !accept(",")) fail_expected("',' or ']'");
        }
        return elements;
    }

    // Any value but an array.
    TomlValue element() {
        if (peek() == '[') refuse("arrays within arrays");
        if (peek() == '{') refuse("inline tables ({...})");
        if (rest().starts_with("\"\"\"") || rest().starts_with("'''")) refuse("multi-line strings");
        if (peek() == '"' || peek() == '\'') return take_string();
        const std::string_view word = rest().substr(0, rest().find_first_not_of(kValueCharacters));
        const bool is_flag = word == "true" || word == "false";
        const TomlValue result = is_flag ? TomlValue(word == "true") : number(word);
        skip(word.size());
        return result;
    }

    TomlValue number(std::string_view word) const {
        const std::string_view magnitude = word.substr(word.find_first_not_of("+-") == 1 ? 1 : 0);
        if (magnitude.empty() || decimal_length(magnitude) < magnitude.size())
            fail_expected("text in quotes (\"...\"), a decimal number without '_', true or false");
        if (word.starts_with('+')) word = magnitude; // parsed() knows no plus
        const bool is_integer = word.find_first_of(".eE") == word.npos;
        const auto integer = parsed<std::int64_t>(word);
        const auto real = parsed<double>(word);
        if (is_integer ? !integer : !real)
            fail("the number " + std::string(word.substr(0, 40)) + " does not fit into 64 bits");
        return is_integer ? TomlValue(*integer) : TomlValue(*real);
    }

    std::size_t line_ = 1;
    std::string section_;
    std::map<std::string, std::size_t> names_; // lines of sections and keys: "a", "a.b"
    std::vector<TomlEntry> entries_;
};

} // namespace

std::vector<TomlEntry> parse_toml(std::string_view text, const std::string& name) {
    return Parser(text, name, Cursor::Language::kToml, 1).document();
}

TomlValue parse_toml_value(std::string_view text, const std::string& name) {
    return Parser(text, name, Cursor::Language::kToml, 0).single_value();
}

std::string to_toml(const TomlValue& value) {
    if (const auto* array = value.as<TomlValue::Array>()) {
        std::string list;
        for (const TomlValue& element : *array)
            list += (list.empty() ? "" : ", ") + to_toml(element);
        return "[" + list + "]";
    }
    const std::string text = value.dump();
    const bool is_whole = text.find_first_not_of("-0123456789") == std::string::npos;
    return text + (value.as<double>() && is_whole ? ".0" : "");
}

} // namespace textrnn
