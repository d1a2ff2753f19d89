// JSON: the reader takes one value after the other from a cursor; the writer walks a tree.
#include "io/json.h"

#include "io/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace textrnn {

static void append_scalar(std::string& text, const Json& value) { // neither array nor object
    if (const auto* characters = value.as<std::string>()) append_in_quotes(text, *characters);
    else if (const auto* flag = value.as<bool>()) text += *flag ? "true" : "false";
    else if (const auto* integer = value.as<std::int64_t>()) text += std::to_string(*integer);
    else text += std::isfinite(value.number()) ? shortest(value.number()) : "null";
}

// `line_start`: the line end and the indentation of the value's brackets; "": on one line.
static void append(std::string& text, const Json& value, const std::string& line_start) {
    const auto* array = value.as<Json::Array>();
    const auto* object = value.as<Json::Object>();
    if (!array && !object) return append_scalar(text, value);
    const std::string item_start = line_start.empty() ? "" : line_start + "  ";
    const std::size_t count = array ? array->size() : object->size();
    text += array ? '[' : '{';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) text += line_start.empty() ? ", " : ",";
        text += item_start;
        if (object) append_in_quotes(text, (*object)[i].first);
        if (object) text += ": ";
        append(text, array ? (*array)[i] : (*object)[i].second, item_start);
    }
    if (count > 0) text += line_start;
    text += array ? ']' : '}';
}

const Json* Json::find(std::string_view member) const {
    const Object* object = as<Object>();
    if (object == nullptr) return nullptr;
    const auto found = std::ranges::find(*object, member, &Object::value_type::first);
    return found == object->end() ? nullptr : &found->second;
}

double Json::number() const {
    if (const auto* integer = as<std::int64_t>()) return static_cast<double>(*integer);
    const auto* real = as<double>();
    return real != nullptr ? *real : std::nan("");
}

std::string Json::brief() const {
    const auto* text = as<std::string>();
    return as<Array>() ? "an array" : as<Object>() ? "an object" : text ? excerpt(*text) : dump();
}

std::string Json::text(const std::string& line_start) const {
    std::string text;
    append(text, *this, line_start);
    return text;
}

JsonReader::JsonReader(std::string_view text, const std::string& name, std::size_t first_line)
    : Cursor(text, name, Language::kJson, first_line) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max())
        fail("expected JSON of less than 4 GiB");
    skip_space();
}

void JsonReader::members(const std::function<void(const std::string& name)>& use) {
    const std::size_t first = names_.size();
    list("{}", "an object", [&] {
        const std::size_t start = offset();
        const std::string name = string("a member's name in double quotes");
        names_.emplace_back(std::hash<std::string>()(name), start);
        if (!accept(":")) fail_expected("':'");
        skip_space();
        use(name);
    });
    check_names(first);
}

void JsonReader::list(std::string_view brackets, const char* expected,
                      const std::function<void()>& item) {
    if (peek() != brackets[0]) fail_expected(expected);
    const std::string close(brackets.substr(1));
    if (++depth_ > 100) fail("nested deeper than 100 levels");
    skip(1);
    skip_space();
    for (bool is_first = true; !accept(close); is_first = false) {
        if (!is_first && !accept(",")) fail_expected("',' or '" + close + "'");
        skip_space();
        item();
    }
    skip_space();
    --depth_;
}

// Refuses a name that occurs twice among names_ from `first` on, and removes these names. Sorts
// them by hash, so that only names of equal hashes are read again and compared.
void JsonReader::check_names(std::size_t first) {
    const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto is_less = [this](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : string_at(a.second) < string_at(b.second);
    };
    std::sort(begin, names_.end(), is_less);
    const auto twice = std::adjacent_find(begin, names_.end(), std::not_fn(is_less));
    if (twice != names_.end())
        fail_at(std::max(twice[0].second, twice[1].second),
                "the member " + excerpt(string_at(twice->second)) + " occurs twice");
    names_.erase(begin, names_.end());
}

Json JsonReader::value() {
    if (at_object()) {
        members([this](const std::string&) { value(); });
        return Json::Object{};
    }
    if (at_array()) {
        elements([this] { value(); });
        return Json::Array{};
    }
    if (peek() == '"') return string();
    Json result;
    if (accept("true")) result = true;
    else if (accept("false")) result = false;
    else if (!accept("null")) result = number();
    skip_space();
    return result;
}

bool JsonReader::at_objects() const {
    const std::size_t next = rest().find_first_not_of(" \t\n\r", 1);
    return at_array() && next != rest().npos && rest()[next] == '{';
}

void JsonReader::skip_value() {
    const std::string_view text = rest();
    std::size_t at = 0, depth = 0;
    for (bool is_in_string = false; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') is_in_string = !is_in_string;
        else if (is_in_string) at += c == '\\' ? 1u : 0u;
        else if (c == '[' || c == '{') ++depth;
        else if (depth == 0 && (c == ',' || c == ']' || c == '}')) break;
        else if (c == ']' || c == '}') --depth;
    }
    skip(std::min(at, text.size()));
}

std::string JsonReader::string(const char* expected) {
    if (peek() != '"') fail_expected(expected);
    std::string text = take_string();
    skip_space();
    return text;
}

Json JsonReader::number() {
    const std::size_t sign = peek() == '-' ? 1 : 0;
    const std::size_t length = decimal_length(rest().substr(sign));
    if (length == 0) fail_expected("a value");
    const std::string_view text = rest().substr(0, sign + length);
    const auto integer = parsed<std::int64_t>(text);
    const bool is_integer = integer && text != "-0";
    const auto real = is_integer ? 0.0 : parsed<double>(text);
    if (!real) fail("expected a number within a double's range");
    skip(text.size());
    return is_integer ? Json(*integer) : Json(*real);
}

} // namespace textrnn
