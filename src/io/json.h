// JSON (RFC 8259): values, a writer, and a strict reader that builds no tree of values. For JSONL
// data, metrics, records and model files' headers.
#pragma once

#include "io/syntax.h"

#include <concepts>
#include <cstdint>
#include <functional>
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
    // Copies by assignment: if an allocation fails, libstdc++ 12's copy constructor of a recursive
    // variant destroys an object that it has not constructed.
    Json(const Json& other) { *this = other; }
    Json& operator=(const Json&) = default;
    Json(Json&&) = default;
    Json& operator=(Json&&) = default;
    Json(bool value) : value_(value) {}
    Json(double value) : value_(value) {}
    Json(std::integral auto value) : value_(static_cast<std::int64_t>(value)) {} // below 2^63
    Json(std::string value) : value_(std::move(value)) {}
    Json(std::string_view value) : value_(std::string(value)) {}
    Json(const char* value) : value_(std::string(value)) {}
    Json(Array value) : value_(std::move(value)) {}
    Json(Object value) : value_(std::move(value)) {}

    template <class T>
    const T* as() const { return std::get_if<T>(&value_); } // nullptr if the type is not T
    const Json* find(std::string_view member) const; // nullptr if absent, or if this is no object
    double number() const; // of an integer or a double; NaN for other types
    std::string brief() const; // in messages: a string's start, "an array", "an object", or dump()

    // One line, with a space after each ':' and ','. A double becomes the shortest text that parses
    // to the same value; NaN and infinities become null; malformed UTF-8 becomes U+FFFD.
    std::string dump() const { return text(""); }
    // As dump(), with one member or element per line, indented by two spaces per level.
    std::string pretty() const { return text("\n"); }

private:
    std::string text(const std::string& line_start) const;

    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

// Reads a JSON text: each call takes the next value, and finish() refuses further text. Throws
// Error(kBadData) "name:line:column: ..." for malformed JSON or UTF-8, lone surrogates, numbers too
// large or too small for a double, a name that occurs twice in an object, nesting deeper than 100
// levels, and a text of 4 GiB or more.
class JsonReader : Cursor {
public:
    // `text` must outlive the reader; its first line has the number `first_line`.
    JsonReader(std::string_view text, const std::string& name, std::size_t first_line = 1);

    bool at_object() const { return peek() == '{'; }
    bool at_array() const { return peek() == '['; }
    bool at_objects() const; // at an array that begins with an object

    // members() takes an object, calls use(name) for each member, then refuses repeated names.
    // elements() takes an array and calls use() for each element. `use` must take the value.
    void members(const std::function<void(const std::string& name)>& use);
    void elements(const std::function<void()>& use) { list("[]", "an array", use); }
    std::string string(const char* expected = "a string"); // or throws "expected EXPECTED, ..."
    // Takes any value. Checks the content of an array or an object, but returns an empty array or
    // object. Numbers without fraction and exponent become std::int64_t if they fit; other numbers
    // (and -0) become double.
    Json value();
    // Passes over a value up to the next comma or closing bracket. Counts brackets and checks
    // nothing: the value may be malformed, or contain NaN, lone surrogates and repeated names.
    void skip_value();
    using Cursor::replace_surrogates;
    using Cursor::finish;

private:
    void skip_space() { take_all(" \t\n\r"); }
    // Takes the opening bracket, items and the closing bracket; a message names `expected`.
    void list(std::string_view brackets, const char* expected, const std::function<void()>& item);
    Json number();
    void check_names(std::size_t first);

    int depth_ = 0;
    // Hash and offset of each name in the open objects: 8 bytes per member, up to 24 while the
    // vector grows, against at least 5 bytes of the member's text ("":1,).
    std::vector<std::pair<std::uint32_t, std::uint32_t>> names_;
};

} // namespace textrnn
