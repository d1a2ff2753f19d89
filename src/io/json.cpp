// JSON: a recursive descent parser with one function per kind of value, and a writer.
#include "io/json.h"

#include "io/syntax.h"
#include "io/text.h"
#include "io/utf8.h"

#include <charconv>
#include <cmath>
#include <set>

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
    void skip_space() {
        for (char c = cursor_.peek(); c == ' ' || c == '\t' || c == '\n' || c == '\r';
             c = cursor_.peek())
            cursor_.skip(1);
    }

    // A value and the white space around it.
    Json value() {
        skip_space();
        Json result = bare_value();
        skip_space();
        return result;
    }

    Json bare_value() {
        if (cursor_.peek() == '{') return object();
        if (cursor_.peek() == '[') return array();
        if (cursor_.peek() == '"') return cursor_.take_string();
        if (cursor_.accept("true")) return true;
        if (cursor_.accept("false")) return false;
        if (cursor_.accept("null")) return {};
        return number();
    }

    Json object() {
        Json::Object members;
        std::set<std::string> names; // a search of `members` would take quadratic time
        list("}", [&] {
            skip_space();
            const std::size_t start = cursor_.offset();
            if (cursor_.peek() != '"') cursor_.fail_expected("a member's name in double quotes");
            std::string name = cursor_.take_string();
            if (!names.insert(name).second)
                cursor_.fail_at(start, "the member " + excerpt(name) + " occurs twice");
            skip_space();
            if (!cursor_.accept(":")) cursor_.fail_expected("':'");
            members.emplace_back(std::move(name), value());
        });
        return members;
    }

    Json array() {
        Json::Array elements;
        list("]", [&] { elements.push_back(value()); });
        return elements;
    }

    // Items between brackets, separated by commas. The opening bracket is next.
    template <class Item>
    void list(const std::string& close, Item item) {
        if (++depth_ > kMaxDepth)
            cursor_.fail("nested deeper than " + std::to_string(kMaxDepth) + " levels");
        cursor_.skip(1);
        skip_space();
        bool is_complete = cursor_.accept(close);
        while (!is_complete) {
            item();
            is_complete = cursor_.accept(close);
            if (!is_complete && !cursor_.accept(","))
                cursor_.fail_expected("',' or '" + close + "'");
        }
        --depth_;
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

std::string scalar_text(const Json& json) {
    if (const auto* flag = json.as<bool>()) return *flag ? "true" : "false";
    if (const auto* integer = json.as<std::int64_t>()) return std::to_string(*integer);
    const auto* real = json.as<double>();
    return real && std::isfinite(*real) ? shortest(*real) : "null";
}

// Each item on its own line, `line_start` being the line end and the indentation of the brackets;
// or all items on one line if `line_start` is empty.
template <class Items, class AppendItem>
void append_list(std::string& text, std::string_view brackets, const Items& items,
                 const std::string& line_start, AppendItem append_item) {
    const bool one_line = line_start.empty();
    const std::string item_start = one_line ? "" : line_start + "  ";
    text += brackets[0];
    for (const auto& item : items) {
        if (&item != &items.front()) text += one_line ? ", " : ",";
        text += item_start;
        append_item(item, item_start);
    }
    if (!items.empty()) text += line_start;
    text += brackets[1];
}

} // namespace

Json Json::parse(std::string_view text, const std::string& name, std::size_t first_line) {
    return Parser(Cursor(text, name, Cursor::Language::kJson, first_line)).document();
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

std::string Json::dump() const {
    std::string text;
    append_to(text, "");
    return text;
}

std::string Json::pretty() const {
    std::string text;
    append_to(text, "\n");
    return text;
}

void Json::append_to(std::string& text, const std::string& line_start) const {
    if (const auto* array = as<Array>())
        return append_list(text, "[]", *array, line_start,
                           [&](const Json& element, const std::string& start) {
                               element.append_to(text, start);
                           });
    if (const auto* object = as<Object>())
        return append_list(text, "{}", *object, line_start,
                           [&](const auto& member, const std::string& start) {
                               append_json_string(text, member.first);
                               text += ": ";
                               member.second.append_to(text, start);
                           });
    if (const auto* characters = as<std::string>()) return append_json_string(text, *characters);
    text += scalar_text(*this);
}

void append_json_string(std::string& text, std::string_view value) {
    append_quoted(text, value);
}

} // namespace textrnn
