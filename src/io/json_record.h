// Structs as JSON objects. Writing and reading need one function in the struct's namespace:
//     void members(Point& p, auto visit) { visit("x", p.x)("y", p.y); }
#pragma once

#include "core/error.h"
#include "io/json.h"
#include "io/text.h"

#include <cmath>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace textrnn {

template <class T>
Json record_to_json(const T& record);

// The `visit` of members() in record_to_json: appends each member to a JSON object.
class RecordWriter {
public:
    explicit RecordWriter(Json::Object& object) : object_(object) {}

    template <class T>
    const RecordWriter& operator()(const char* name, const T& value) const {
        object_.emplace_back(name, json(value));
        return *this;
    }

private:
    static Json json(bool value) { return value; }
    static Json json(std::size_t value) { return value; }
    static Json json(double value) { return value; }
    static Json json(const std::string& value) { return value; }
    static Json json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }
    static Json json(const std::vector<bool>& bits) { // "0110"
        std::string text;
        for (const bool bit : bits) text += bit ? '1' : '0';
        return text;
    }
    template <class T>
    static Json json(const std::vector<T>& items) {
        Json::Array array;
        for (const T& item : items) array.push_back(json(item));
        return array;
    }
    template <class T>
    static Json json(const T& record) {
        return record_to_json(record);
    }

    Json::Object& object_;
};

template <class T>
void read_record(JsonReader& reader, T& record, const std::string& place);

// The `visit` of members() in read_record. Without a name, it collects the names of the members in
// `missing`. With the name of a member, it takes the member's value and removes the name.
class RecordReader {
public:
    RecordReader(JsonReader& reader, const std::string* name, std::vector<std::string>& missing,
                 const std::string& place)
        : reader_(reader), name_(name), missing_(missing), place_(place) {}

    template <class T>
    const RecordReader& operator()(const char* name, T& value) const {
        if (!name_) missing_.push_back(name);
        else if (*name_ == name && std::erase(missing_, *name_) > 0) take(value);
        return *this;
    }

private:
    void take(bool& value) const { value = typed<bool>(); }
    void take(std::size_t& value) const {
        const Json json = reader_.value();
        const auto* number = json.as<std::int64_t>();
        if (!number || *number < 0)
            fail("must be a non-negative integer, found " + json.brief());
        value = static_cast<std::size_t>(*number);
    }
    void take(double& value) const {
        const Json json = reader_.value();
        value = json.number(); // NaN for another type
        if (!(value >= 0) || std::isinf(value))
            fail("must be a number from 0, found " + json.brief());
    }
    void take(std::string& value) const { value = typed<std::string>(); }
    void take(std::vector<bool>& bits) const {
        for (const char bit : typed<std::string>()) bits.push_back(bit == '1');
    }
    // Of numbers, two bytes of JSON would become eight bytes in a growing vector without a limit.
    template <class T>
    void take(std::vector<T>& items) const {
        if (!reader_.at_array()) fail_type(reader_.value());
        reader_.elements([&] {
            if (std::is_arithmetic_v<T> && items.size() == kMostNumbers)
                fail("has more than " + std::to_string(kMostNumbers) + " elements");
            take(items.emplace_back());
        });
    }
    template <class T>
    void take(T& record) const {
        if (!reader_.at_object()) fail_type(reader_.value());
        read_record(reader_, record, place_);
    }

    template <class T>
    T typed() const {
        const Json json = reader_.value();
        if (!json.as<T>()) fail_type(json);
        return *json.as<T>();
    }
    [[noreturn]] void fail_type(const Json& found) const {
        fail(std::string("is ") + found.type_name());
    }
    [[noreturn]] void fail(const std::string& problem) const {
        throw Error(ExitCode::kBadData, place_ + ": " + textrnn::quoted(*name_) + " " + problem);
    }

    static constexpr std::size_t kMostNumbers = 32; // tensors have few dimensions
    JsonReader& reader_;
    const std::string* name_;
    std::vector<std::string>& missing_;
    const std::string& place_;
};

template <class T>
Json record_to_json(const T& record) {
    Json::Object object;
    // members() takes a mutable record, as RecordReader needs it; RecordWriter changes nothing.
    members(const_cast<T&>(record), RecordWriter(object));
    return object;
}

// Takes an object and sets the members of a newly constructed record (its vectors must be empty).
// Skips members that the record does not have.
template <class T>
void read_record(JsonReader& reader, T& record, const std::string& place) {
    std::vector<std::string> missing;
    members(record, RecordReader(reader, nullptr, missing, place));
    reader.members([&](const std::string& name) {
        const std::size_t before = missing.size();
        members(record, RecordReader(reader, &name, missing, place));
        if (missing.size() == before) reader.value();
    });
    if (!missing.empty())
        throw Error(ExitCode::kBadData,
                    place + ": " + textrnn::quoted(missing.front()) + " is missing");
}

// Reads a newly constructed record from a JSON text. Throws as JsonReader does, and Error(kBadData)
// "place: ..." if a member is missing, has another type, or is a number that is negative or not
// finite.
template <class T>
void record_from_json(std::string_view json, T& record, const std::string& place) {
    JsonReader reader(json, place);
    read_record(reader, record, place);
    reader.finish();
}

} // namespace textrnn
