// JSON: a recursive descent parser, one function for each kind of value, and the writer.
#include "io/json.h"

#include "core/utf8.h"
#include "io/syntax.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace textrnn {

namespace {

constexpr int kMaxDepth = 100;

class Parser {
public:
    explicit Parser(const Cursor& cursor) : cursor_(cursor) {}

    Json document() {
        Json result = value();
        if (!cursor_.at_end()) cursor_.fail_expected("the end after the value");
        return result;
    }

private:
    void skip_space() { cursor_.skip_all(" \t\n\r"); }

    // A value with the space around it.
    Json value() {
        skip_space();
        Json result = bare_value();
        skip_space();
        return result;
    }

    Json bare_value() {
        if (cursor_.peek() == '{') return object();
        if (cursor_.peek() == '[') return array();
        if (cursor_.peek() == '"') return string();
        if (cursor_.accept("true")) return true;
        if (cursor_.accept("false")) return false;
        if (cursor_.accept("null")) return {};
        return number();
    }

    Json object() {
        enter("{");
        Json::Object members;
        std::vector<std::size_t> places;
        skip_space();
        bool is_complete = cursor_.accept("}");
        while (!is_complete) {
            skip_space();
            places.push_back(cursor_.offset());
            if (cursor_.peek() != '"') cursor_.fail_expected("a member's name in double quotes");
            std::string name = string();
            skip_space();
            if (!cursor_.accept(":")) cursor_.fail_expected("':'");
            members.emplace_back(std::move(name), value());
            is_complete = cursor_.accept("}");
            if (!is_complete && !cursor_.accept(",")) cursor_.fail_expected("',' or '}'");
        }
        refuse_duplicates(members, places);
        --depth_;
        return members;
    }

    // By sorting, as comparing each with each would let a hostile file take hours.
    void refuse_duplicates(const Json::Object& members, const std::vector<std::size_t>& places) {
        std::vector<std::pair<std::string_view, std::size_t>> names;
        for (std::size_t i = 0; i < members.size(); ++i)
            names.emplace_back(members[i].first, places[i]);
        std::sort(names.begin(), names.end());
        for (std::size_t i = 1; i < names.size(); ++i) {
            if (names[i].first == names[i - 1].first)
                cursor_.fail_at(names[i].second,
                                "the member " + quoted(names[i].first) + " occurs twice");
        }
    }

    Json array() {
        enter("[");
        Json::Array elements;
        skip_space();
        bool is_complete = cursor_.accept("]");
        while (!is_complete) {
            elements.push_back(value());
            is_complete = cursor_.accept("]");
            if (!is_complete && !cursor_.accept(",")) cursor_.fail_expected("',' or ']'");
        }
        --depth_;
        return elements;
    }

    void enter(std::string_view bracket) {
        if (++depth_ > kMaxDepth)
            cursor_.fail("nested deeper than " + std::to_string(kMaxDepth) + " levels");
        cursor_.accept(bracket);
    }

    std::string string() {
        std::string text;
        cursor_.accept("\"");
        while (!cursor_.accept("\"")) {
            const std::string_view rest = cursor_.rest();
            const auto run_end = std::find_if(rest.begin(), rest.end(), [](char c) {
                return c == '"' || c == '\\' || (c >= 0 && c < ' ');
            });
            text += cursor_.take(static_cast<std::size_t>(run_end - rest.begin()));
            if (cursor_.peek() == '\\')
                escape(text);
            else if (cursor_.peek() != '"')
                cursor_.fail_expected("'\"' at the end of the string");
        }
        return text;
    }

    void escape(std::string& text) {
        static constexpr std::string_view kLetters = "\"\\/bfnrt";
        static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        cursor_.accept("\\");
        const std::size_t letter = kLetters.find(cursor_.peek());
        if (cursor_.accept("u")) {
            append_code_point(text, escaped_code_point());
        } else if (letter != std::string_view::npos) {
            text += kMeanings[letter];
            cursor_.skip(1);
        } else {
            cursor_.fail_expected("one of " + std::string(kLetters) + "u after a backslash");
        }
    }

    // The digits behind \u; a code point beyond U+FFFF is written as two surrogates.
    char32_t escaped_code_point() {
        const std::size_t start = cursor_.offset();
        const char32_t high = cursor_.take_hex(4);
        if (high < 0xd800 || high > 0xdfff) return high;
        if (high <= 0xdbff && cursor_.accept("\\u")) {
            const char32_t low = cursor_.take_hex(4);
            if (low >= 0xdc00 && low <= 0xdfff)
                return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        }
        cursor_.fail_at(start, "expected a pair of surrogates, found one alone");
    }

    Json number() {
        const std::string_view text = cursor_.rest();
        const std::size_t sign = text.starts_with('-') ? 1 : 0;
        const Decimal decimal = match_decimal(text.substr(sign));
        if (decimal.length == 0) cursor_.fail_expected("a value");
        const char* first = text.data();
        const char* last = first + sign + decimal.length;
        std::int64_t integer = 0;
        double real = 0;
        const bool fits = decimal.is_integer &&
                          std::from_chars(first, last, integer).ec == std::errc() &&
                          (integer != 0 || sign == 0); // -0 is a double
        if (!fits && std::from_chars(first, last, real).ec != std::errc())
            cursor_.fail("expected a number within a double's range");
        cursor_.skip(sign + decimal.length);
        return fits ? Json(integer) : Json(real);
    }

    Cursor cursor_;
    int depth_ = 0;
};

class Writer {
public:
    explicit Writer(bool pretty) : pretty_(pretty) {}

    std::string write(const Json& value) {
        append(value);
        return std::move(out_);
    }

private:
    void append(const Json& value) {
        if (const auto* flag = value.as<bool>()) out_ += *flag ? "true" : "false";
        else if (const auto* integer = value.as<std::int64_t>()) out_ += std::to_string(*integer);
        else if (const auto* real = value.as<double>())
            out_ += std::isfinite(*real) ? shortest(*real) : "null";
        else if (const auto* text = value.as<std::string>()) append(*text);
        else if (const auto* array = value.as<Json::Array>()) {
            append_list('[', *array, ']', [this](const Json& element) { append(element); });
        } else if (const auto* object = value.as<Json::Object>()) {
            append_list('{', *object, '}', [this](const auto& member) {
                append(member.first);
                out_ += ": ";
                append(member.second);
            });
        } else out_ += "null";
    }

    void append(const std::string& text) {
        const bool is_valid = find_invalid_utf8(text) == std::string::npos; // e.g. a file's name
        out_ += is_valid ? quoted(text) : quoted(replace_invalid_utf8(text));
    }

    template <class List, class AppendItem>
    void append_list(char open, const List& items, char close, AppendItem append_item) {
        out_ += open;
        ++level_;
        for (const auto& item : items) {
            if (&item != &items.front()) out_ += pretty_ ? "," : ", ";
            break_line();
            append_item(item);
        }
        --level_;
        if (!items.empty()) break_line();
        out_ += close;
    }

    void break_line() {
        if (pretty_) out_.append(1, '\n').append(2 * level_, ' ');
    }

    bool pretty_;
    std::size_t level_ = 0;
    std::string out_;
};

} // namespace

Json Json::parse(std::string_view text, const std::string& place) {
    const bool is_one_line = text.find('\n') == std::string_view::npos;
    const auto naming = is_one_line ? Cursor::Place::kColumn : Cursor::Place::kLineAndColumn;
    return Parser(Cursor(text, place, naming, ExitCode::kBadData)).document();
}

const Json* Json::find(std::string_view member) const {
    const Object* object = as<Object>();
    if (object == nullptr) return nullptr;
    for (const auto& [name, value] : *object)
        if (name == member) return &value;
    return nullptr;
}

double Json::number() const {
    if (const auto* integer = as<std::int64_t>()) return static_cast<double>(*integer);
    const auto* real = as<double>();
    return real != nullptr ? *real : std::nan("");
}

const char* Json::type_name() const {
    static constexpr const char* kNames[] = {"null", "true or false", "a number", "a number",
                                             "a string", "an array", "an object"};
    return kNames[value_.index()];
}

std::string Json::dump() const { return Writer(false).write(*this); }
std::string Json::pretty() const { return Writer(true).write(*this); }

} // namespace textrnn
