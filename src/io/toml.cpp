// The TOML parser: lines of [section] and key = value, one function for each kind of value.
#include "io/toml.h"

#include "core/utf8.h"
#include "io/syntax.h"
#include "io/toml_word.h"

#include <algorithm>
#include <set>

namespace textrnn {

namespace {

constexpr int kMaxDepth = 100;
constexpr std::string_view kWordCharacters =
    "+.:_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kBareCharacters = kWordCharacters.substr(3);

class Parser {
public:
    explicit Parser(const Cursor& cursor) : cursor_(cursor) {}

    std::vector<TomlEntry> document() {
        cursor_.accept("\xef\xbb\xbf"); // a byte order mark
        while (!cursor_.at_end()) {
            skip_space();
            if (cursor_.peek() == '[')
                section();
            else if (!at_line_end())
                entry();
            end_line();
        }
        return std::move(entries_);
    }

    TomlValue single_value() {
        skip_space();
        TomlValue result = value();
        skip_space();
        if (!cursor_.at_end()) cursor_.fail_expected("the end after the value");
        return result;
    }

private:
    void skip_space() { cursor_.skip_all(" \t"); }

    bool at_line_end() const {
        return cursor_.at_end() || cursor_.peek() == '#' || cursor_.peek() == '\n' ||
               cursor_.rest().starts_with("\r\n");
    }

    bool accept_newline() { return cursor_.accept("\n") || cursor_.accept("\r\n"); }

    void end_line() {
        skip_space();
        comment();
        if (!accept_newline() && !cursor_.at_end()) cursor_.fail_expected("the end of the line");
    }

    void comment() {
        if (cursor_.peek() != '#') return;
        const auto goes_on = [](char c) { return c == '\t' || !is_control_character(c); };
        while (!cursor_.at_end() && goes_on(cursor_.peek())) cursor_.skip(1);
    }

    // Space, comments and line ends, as they may stand between the elements of an array.
    void skip_lines() {
        do {
            skip_space();
            comment();
        } while (accept_newline());
    }

    void section() {
        const std::size_t start = cursor_.offset();
        cursor_.accept("[");
        if (cursor_.peek() == '[') refuse(start, "arrays of tables ([[name]])");
        skip_space();
        section_ = bare_key("a section's name");
        if (cursor_.peek() == '.') refuse(start, "sections within sections ([a.b])");
        if (!cursor_.accept("]")) cursor_.fail_expected("']'");
        if (!sections_.insert(section_).second)
            cursor_.fail_at(start, "the section [" + section_ + "] occurs twice");
        if (keys_.contains({"", section_}))
            cursor_.fail_at(start, "'" + section_ + "' is a key already");
    }

    void entry() {
        const std::size_t start = cursor_.offset();
        TomlEntry entry{section_, "", {}, cursor_.line(), cursor_.column()};
        entry.key = bare_key("a key");
        if (cursor_.peek() == '.') refuse(start, "dotted keys (write them under a [section])");
        if (!cursor_.accept("=")) cursor_.fail_expected("'=' after the key " + entry.key);
        skip_space();
        entry.value = value();
        if (!keys_.insert({section_, entry.key}).second)
            cursor_.fail_at(start, "the key " + entry.key + " occurs twice" +
                                       (section_.empty() ? "" : " in [" + section_ + "]"));
        entries_.push_back(std::move(entry));
    }

    // With the space behind it.
    std::string bare_key(const std::string& what) {
        if (cursor_.peek() == '"' || cursor_.peek() == '\'')
            refuse(cursor_.offset(), "keys in quotes (write them without)");
        const std::string_view rest = cursor_.rest();
        const std::size_t end = rest.find_first_not_of(kBareCharacters);
        const std::string key(cursor_.take(std::min(end, rest.size())));
        if (key.empty()) cursor_.fail_expected(what);
        skip_space();
        return key;
    }

    [[noreturn]] void refuse(std::size_t offset, const std::string& feature) const {
        cursor_.fail_at(offset, "this program's TOML has no " + feature);
    }

    TomlValue value() {
        if (cursor_.accept("\"\"\"")) return {multiline_string('"')};
        if (cursor_.accept("'''")) return {multiline_string('\'')};
        if (cursor_.accept("\"")) return {line_string('"')};
        if (cursor_.accept("'")) return {line_string('\'')};
        if (cursor_.peek() == '[') return {array()};
        if (cursor_.peek() == '{') refuse(cursor_.offset(), "inline tables ({...})");
        return word();
    }

    TomlValue::Array array() {
        if (++depth_ > kMaxDepth)
            cursor_.fail("nested deeper than " + std::to_string(kMaxDepth) + " levels");
        cursor_.accept("[");
        TomlValue::Array elements;
        skip_lines();
        while (!cursor_.accept("]")) {
            elements.push_back(value());
            skip_lines();
            if (cursor_.peek() != ']' && !cursor_.accept(",")) cursor_.fail_expected("',' or ']'");
            skip_lines();
        }
        --depth_;
        return elements;
    }

    std::string line_string(char quote) {
        std::string text;
        while (!cursor_.accept({&quote, 1})) {
            if (cursor_.peek() == '\\' && quote == '"')
                escape(text);
            else
                plain_character(text, std::string(1, quote));
        }
        return text;
    }

    std::string multiline_string(char quote) {
        const std::string end(3, quote);
        std::string text;
        accept_newline(); // the one right behind the opening quotes does not count
        while (!cursor_.accept(end)) {
            if (accept_newline())
                text += '\n';
            else if (cursor_.peek() == '\\' && quote == '"')
                escape_or_join(text);
            else
                plain_character(text, end);
        }
        // Of four or five quotes in a row the last three end the string.
        for (int extra = 0; extra < 2 && cursor_.accept({&quote, 1}); ++extra) text += quote;
        return text;
    }

    void plain_character(std::string& text, const std::string& end) {
        const char c = cursor_.peek();
        if (cursor_.at_end() || (is_control_character(c) && c != '\t'))
            cursor_.fail_expected(end + " at the end of the string");
        text += c;
        cursor_.skip(1);
    }

    // A backslash at the end of a line joins it with the next text, whatever space is between.
    void escape_or_join(std::string& text) {
        const Cursor backslash = cursor_;
        cursor_.accept("\\");
        skip_space();
        if (!accept_newline()) {
            cursor_ = backslash;
            return escape(text);
        }
        do skip_space();
        while (accept_newline());
    }

    void escape(std::string& text) {
        static constexpr std::string_view kLetters = "btnfr\"\\";
        static constexpr std::string_view kMeanings = "\b\t\n\f\r\"\\";
        const std::size_t start = cursor_.offset();
        cursor_.accept("\\");
        const std::size_t letter = kLetters.find(cursor_.peek());
        if (letter != std::string_view::npos) {
            text += kMeanings[letter];
            return cursor_.skip(1);
        }
        const bool is_short = cursor_.accept("u");
        if (!is_short && !cursor_.accept("U"))
            cursor_.fail_expected("one of " + std::string(kLetters) +
                                  "uU after a backslash (or the text in single quotes)");
        const char32_t code_point = cursor_.take_hex(is_short ? 4 : 8);
        if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
            cursor_.fail_at(start, "expected the code point of a character");
        append_code_point(text, code_point);
    }

    // A value without quotes or brackets.
    TomlValue word() {
        const std::string_view rest = cursor_.rest();
        const std::size_t end = rest.find_first_not_of(kWordCharacters);
        const std::string_view text = rest.substr(0, std::min(end, rest.size()));
        if (text.empty()) cursor_.fail_expected("a value");
        const TomlWord word = read_toml_word(text);
        if (const auto* problem = std::get_if<std::string>(&word)) cursor_.fail(*problem);
        cursor_.skip(text.size());
        return std::get<TomlValue>(word);
    }

    Cursor cursor_;
    int depth_ = 0;
    std::string section_;
    std::set<std::string> sections_;
    std::set<std::pair<std::string, std::string>> keys_;
    std::vector<TomlEntry> entries_;
};

} // namespace

const char* TomlValue::type_name() const {
    static constexpr const char* kNames[] = {"a boolean", "an integer", "a float", "a string",
                                             "an array"};
    return kNames[value.index()];
}

std::vector<TomlEntry> parse_toml(std::string_view text, const std::string& name) {
    const auto naming = Cursor::Place::kLineAndColumn;
    return Parser(Cursor(text, name, naming, ExitCode::kBadConfig)).document();
}

TomlValue parse_toml_value(std::string_view text, const std::string& name) {
    return Parser(Cursor(text, name, Cursor::Place::kName, ExitCode::kBadConfig)).single_value();
}

std::string to_toml(const TomlValue& value) {
    if (const auto* flag = std::get_if<bool>(&value.value)) return *flag ? "true" : "false";
    if (const auto* text = std::get_if<std::string>(&value.value)) return quoted(*text);
    if (const auto* real = std::get_if<double>(&value.value)) {
        const std::string number = shortest(*real);
        const bool is_integer = number.find_first_not_of("-0123456789") == std::string::npos;
        return is_integer ? number + ".0" : number;
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value.value))
        return std::to_string(*integer);
    std::string list;
    for (const TomlValue& element : std::get<TomlValue::Array>(value.value))
        list += (list.empty() ? "" : ", ") + to_toml(element);
    return "[" + list + "]";
}

} // namespace textrnn
