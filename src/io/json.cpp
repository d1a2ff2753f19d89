// JSON: the reader takes one value after the other from a cursor; the writer walks a tree.
#include "io/json.h"

#include "io/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace textrnn {

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
    append_to(text, line_start);
    return text;
}

// `line_start`: the line end and the indentation of the value's brackets; "": on one line.
void Json::append_to(std::string& text, const std::string& line_start) const {
    const auto* array = as<Array>();
    const auto* object = as<Object>();
    if (!array && !object) return append_scalar(text);
    const std::string item_start = line_start.empty() ? "" : line_start + "  ";
    const std::size_t count = array ? array->size() : object->size();
    text += array ? '[' : '{';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) text += line_start.empty() ? ", " : ",";
        text += item_start;
        if (object) append_in_quotes(text, (*object)[i].first);
        if (object) text += ": ";
        (array ? (*array)[i] : (*object)[i].second).append_to(text, item_start);
    }
    if (count > 0) text += line_start;
    text += array ? ']' : '}';
}

void Json::append_scalar(std::string& text) const {
    const auto* real = as<double>();
    if (const auto* characters = as<std::string>()) append_in_quotes(text, *characters);
    else if (const auto* flag = as<bool>()) text += *flag ? "true" : "false";
    else if (const auto* integer = as<std::int64_t>()) text += std::to_string(*integer);
    else text += real && std::isfinite(*real) ? shortest(*real) : "null";
}

JsonReader::JsonReader(std::string_view text, const std::string& name, std::size_t first_line)
    : cursor_(text, name, Cursor::Language::kJson, first_line) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max())
        cursor_.fail("expected JSON of less than 4 GiB");
    skip_space();
}

void JsonReader::members(const std::function<void(const std::string& name)>& use) {
    if (!at_object()) cursor_.fail_expected("an object");
    const std::size_t first = names_.size();
    list("}", [&] {
        if (cursor_.peek() != '"') cursor_.fail_expected("a member's name in double quotes");
        const std::size_t offset = cursor_.offset();
        const std::string name = cursor_.take_string();
        names_.push_back({static_cast<std::uint32_t>(std::hash<std::string>()(name)),
                          static_cast<std::uint32_t>(offset)});
        skip_space();
        if (!cursor_.accept(":")) cursor_.fail_expected("':'");
        skip_space();
        use(name);
    });
    check_names(first);
}

void JsonReader::elements(const std::function<void()>& use) {
    if (!at_array()) cursor_.fail_expected("an array");
    list("]", use);
}

// Items between brackets, separated by commas. The opening bracket is next.
void JsonReader::list(const char* close, const std::function<void()>& item) {
    if (++depth_ > 100) cursor_.fail("nested deeper than 100 levels");
    cursor_.skip(1);
    skip_space();
    for (bool is_first = true; !cursor_.accept(close); is_first = false) {
        if (!is_first && !cursor_.accept(","))
            cursor_.fail_expected(std::string("',' or '") + close + "'");
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
    const auto name_of = [this](const Name& name) { return cursor_.string_at(name.offset); };
    std::sort(begin, names_.end(), [&](const Name& a, const Name& b) {
        return a.hash != b.hash ? a.hash < b.hash : name_of(a) < name_of(b);
    });
    const auto twice = std::adjacent_find(begin, names_.end(), [&](const Name& a, const Name& b) {
        return a.hash == b.hash && name_of(a) == name_of(b);
    });
    if (twice != names_.end())
        cursor_.fail_at(std::max(twice[0].offset, twice[1].offset),
                        "the member " + excerpt(name_of(*twice)) + " occurs twice");
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
    if (cursor_.peek() == '"') return string();
    Json result;
    if (cursor_.accept("true")) result = true;
    else if (cursor_.accept("false")) result = false;
    else if (!cursor_.accept("null")) result = number();
    skip_space();
    return result;
}

void JsonReader::skip_value() {
    const std::string_view rest = cursor_.rest();
    std::size_t at = 0, depth = 0;
    for (bool is_in_string = false; at < rest.size(); ++at) {
        const char c = rest[at];
        if (c == '"') is_in_string = !is_in_string;
        else if (is_in_string) at += c == '\\' ? 1u : 0u;
        else if (c == '[' || c == '{') ++depth;
        else if (depth == 0 && (c == ',' || c == ']' || c == '}')) break;
        else if (c == ']' || c == '}') --depth;
    }
    cursor_.skip(std::min(at, rest.size()));
}

std::string JsonReader::string() {
    if (cursor_.peek() != '"') cursor_.fail_expected("a string");
    std::string text = cursor_.take_string();
    skip_space();
    return text;
}

Json JsonReader::number() {
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

void JsonReader::finish() const {
    if (!cursor_.at_end()) cursor_.fail_expected("the end after the value");
}

} // namespace textrnn
