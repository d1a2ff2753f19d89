// JSON (RFC 8259): values, a strict parser and a writer. For JSONL data, metrics and model files'
// headers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace textrnn {

// A JSON value. An object keeps its members in insertion order, so that output is deterministic.
class Json {
public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;

    Json() = default; // null
    // By assignment: if an allocation fails, libstdc++ 12's copy constructor of a recursive variant
    // destroys an object that it has not constructed.
    Json(const Json& other) { *this = other; }
    Json& operator=(const Json&) = default;
    Json(Json&&) = default;
    Json& operator=(Json&&) = default;
    Json(bool value) : value_(value) {}
    Json(double value) : value_(value) {}
    Json(std::int64_t value) : value_(value) {}
    Json(int value) : value_(std::int64_t{value}) {}
    Json(std::size_t value) : value_(static_cast<std::int64_t>(value)) {}
    Json(std::string value) : value_(std::move(value)) {}
    Json(std::string_view value) : value_(std::string(value)) {}
    Json(const char* value) : value_(std::string(value)) {}
    Json(Array value) : value_(std::move(value)) {}
    Json(Object value) : value_(std::move(value)) {}

    // Parses `text`, which must be one value. Its first line has the number `first_line`. Numbers
    // without fraction and exponent become std::int64_t if they fit, other numbers double. Throws
    // Error(kBadData) "name:line:column: expected ..., found ..."; errors are also duplicate
    // members, malformed UTF-8, lone surrogates and nesting deeper than 100 levels.
    static Json parse(std::string_view text, const std::string& name, std::size_t first_line = 1);

    template <class T>
    const T* as() const { return std::get_if<T>(&value_); } // nullptr if the type is not T
    const Json* find(std::string_view member) const; // nullptr if absent, or if this is no object
    double number() const; // of an integer or a double; NaN for other types
    const char* type_name() const; // for messages: "null", "true or false", "a number", ...

    // One line, with a space after each ':' and ','. A double becomes the shortest text that parses
    // to the same value; NaN and infinities become null; malformed UTF-8 becomes U+FFFD.
    std::string dump() const;
    // As dump(), with one member or element per line, indented by two spaces per level.
    std::string pretty() const;

private:
    void append_to(std::string& text, const std::string& line_start) const;

    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

// Appends `value` to a JSON text as a string with quotes and escapes, as Json(value).dump() but
// without its copies.
void append_json_string(std::string& text, std::string_view value);

} // namespace textrnn
