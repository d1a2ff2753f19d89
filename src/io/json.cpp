// JSON: the reader takes one value after the other from a cursor; the writer walks a tree.
#include "io/json.h"

#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace textrnn {

namespace {

constexpr int kMaxDepth = 100;

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

std::string Json::brief() const {
    const auto* text = as<std::string>();
    return text ? excerpt(*text) : dump();
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
    if (++depth_ > kMaxDepth)
        cursor_.fail("nested deeper than " + std::to_string(kMaxDepth) + " levels");
    cursor_.skip(1);
    skip_space();
    for (bool is_complete = cursor_.accept(close); !is_complete;) {
        item();
        is_complete = cursor_.accept(close);
        if (is_complete) break;
        if (!cursor_.accept(",")) cursor_.fail_expected(std::string("',' or '") + close + "'");
        skip_space();
    }
    skip_space();
    --depth_;
}

// Refuses a name that occurs twice among names_ from `first` on, and removes these names. Sorts
// them by hash, as few names have equal hashes: these are read again and compared.
void JsonReader::check_names(std::size_t first) {
    const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto name_of = [this](const Name& name) { return cursor_.string_at(name.offset); };
    std::sort(begin, names_.end(), [&](const Name& a, const Name& b) {
        if (a.hash != b.hash) return a.hash < b.hash;
        const int order = a.offset == b.offset ? 0 : name_of(a).compare(name_of(b));
        return order != 0 ? order < 0 : a.offset < b.offset;
    });
    const auto twice =
        std::adjacent_find(begin, names_.end(), [&](const Name& a, const Name& b) {
            return a.hash == b.hash && name_of(a) == name_of(b);
        });
    if (twice != names_.end())
        cursor_.fail_at(twice[1].offset, "the member " + excerpt(name_of(*twice)) +
                                             " occurs twice");
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
    if (at_string()) return string();
    Json result = scalar();
    skip_space();
    return result;
}

std::string JsonReader::string() {
    if (!at_string()) cursor_.fail_expected("a string");
    std::string text = cursor_.take_string();
    skip_space();
    return text;
}

Json JsonReader::scalar() {
    if (cursor_.accept("true")) return true;
    if (cursor_.accept("false")) return false;
    if (cursor_.accept("null")) return {};
    return number();
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
