// Structs as JSON objects. Writing and reading need one function in the struct's namespace:
//     void members(Point& p, auto visit) { visit("x", p.x)("y", p.y); }
#pragma once

#include "core/error.h"
#include "io/json.h"
#include "io/text.h"

#include <cmath>
#include <ranges>
#include <type_traits>

namespace textrnn {

// The `visit` of members(): calls use(name, value) for each member.
template <class Use>
struct MemberVisitor {
    explicit MemberVisitor(Use function) : use(function) {}
    const MemberVisitor& operator()(const char* name, auto& value) const {
        use(name, value);
        return *this;
    }
    Use use;
};

// The JSON value of a record or of a member.
template <class T>
Json record_to_json(const T& value) {
    if constexpr (std::is_constructible_v<Json, T>) {
        return value;
    } else if constexpr (std::ranges::range<T>) {
        Json::Array array;
        for (const auto& item : value) array.push_back(record_to_json(item));
        return array;
    } else {
        Json::Object object;
        // members() takes a mutable record for the reader; this visitor changes nothing.
        members(const_cast<T&>(value), MemberVisitor{[&](const char* name, const auto& member) {
                    object.emplace_back(name, record_to_json(member));
                }});
        return object;
    }
}

inline void check_member(bool is_valid, const std::string& place, const std::string& expected,
                         const std::string& found) {
    if (!is_valid) refuse(place, "expected " + expected + ", found " + found);
}

// read_record() reads into a newly constructed record or member: it appends to vectors. Messages
// begin with `place` (e.g. a file, then the member's name in quotes), or come from the JsonReader.
inline void read_record(JsonReader& reader, bool& value, const std::string& place) {
    const Json json = reader.value();
    check_member(json.as<bool>(), place, "true or false", json.brief());
    value = *json.as<bool>();
}
inline void read_record(JsonReader& reader, std::size_t& value, const std::string& place) {
    const Json json = reader.value();
    const auto* number = json.as<std::int64_t>();
    check_member(number && *number >= 0, place, "a non-negative integer", json.brief());
    value = static_cast<std::size_t>(*number);
}
inline void read_record(JsonReader& reader, double& value, const std::string& place) {
    const Json json = reader.value();
    value = json.number(); // NaN for another type
    check_member(value >= 0 && !std::isinf(value), place, "a number from 0", json.brief());
}
inline void read_record(JsonReader& reader, std::string& value, const std::string&) {
    value = reader.string();
}
// Refuses a 33rd number, and an n-th string if n >= 4096 + (bytes of these n strings) / 32: in a
// damaged file, such an array would take several times the memory of its text.
template <class T>
void read_record(JsonReader& reader, std::vector<T>& items, const std::string& place) {
    constexpr std::size_t kMost = std::is_arithmetic_v<T> ? 32 : ~std::size_t{0};
    std::size_t bytes = 0; // of strings
    reader.elements([&] {
        check_member(items.size() < kMost, place, "an array of at most 32 numbers", "more");
        read_record(reader, items.emplace_back(), place);
        if constexpr (std::is_same_v<T, std::string>)
            check_member(items.size() < 4096 + (bytes += items.back().size()) / 32, place,
                         "strings of 32 bytes or more", "many shorter strings");
    });
}
// Takes an object and sets the record's members. Skips members that the record does not have.
// Throws as record_from_json does.
template <class T>
void read_record(JsonReader& reader, T& record, const std::string& place) {
    std::vector<std::string> missing;
    members(record, MemberVisitor{[&](const char* member, auto&) { missing.push_back(member); }});
    reader.members([&](const std::string& name) {
        if (std::erase(missing, name) == 0) return void(reader.value());
        const std::string member_place = place + ": " + in_quotes(name);
        members(record, MemberVisitor{[&](const char* member, auto& value) {
                    if (name == member) read_record(reader, value, member_place);
                }});
    });
    if (!missing.empty()) refuse(place, in_quotes(missing.front()) + " is missing");
}

// Reads a JSON text into a newly constructed record. Throws as JsonReader does, and Error(kBadData)
// "place: ..." for a missing member, another type, a negative or infinite number, or an array that
// read_record() refuses. (record_to_json() checks none of these.)
template <class T>
void record_from_json(std::string_view json, T& record, const std::string& place) {
    JsonReader reader(json, place);
    read_record(reader, record, place);
    reader.finish();
}

} // namespace textrnn
