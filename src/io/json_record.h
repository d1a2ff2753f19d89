// Structs as JSON objects. Writing and reading need one function in the struct's namespace:
//     void members(Point& p, auto visit) { visit("x", p.x)("y", p.y); }
#pragma once

#include "core/error.h"
#include "io/json.h"

#include <cmath>
#include <optional>
#include <string>
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

// The `visit` of members() in record_from_json: sets each member from a JSON object.
class RecordReader {
public:
    RecordReader(const Json& json, const std::string& place) : json_(json), place_(place) {}

    template <class T>
    const RecordReader& operator()(const char* name, T& value) const {
        const Json* member = json_.find(name);
        if (!member) fail(name, "is missing");
        take(*member, value, name);
        return *this;
    }

private:
    void take(const Json& json, bool& value, const char* name) const {
        value = typed<bool>(json, name);
    }
    void take(const Json& json, std::size_t& value, const char* name) const {
        const auto* number = json.as<std::int64_t>();
        if (!number || *number < 0)
            fail(name, "must be a non-negative integer, found " + json.dump());
        value = static_cast<std::size_t>(*number);
    }
    void take(const Json& json, double& value, const char* name) const {
        value = json.number(); // NaN for another type
        if (!(value >= 0) || std::isinf(value))
            fail(name, "must be a number from 0, found " + json.dump());
    }
    void take(const Json& json, std::string& value, const char* name) const {
        value = typed<std::string>(json, name);
    }
    void take(const Json& json, std::vector<bool>& bits, const char* name) const {
        for (const char bit : typed<std::string>(json, name)) bits.push_back(bit == '1');
    }
    template <class T>
    void take(const Json& json, std::vector<T>& items, const char* name) const {
        for (const Json& element : typed<Json::Array>(json, name))
            take(element, items.emplace_back(), name);
    }
    template <class T>
    void take(const Json& json, T& record, const char*) const {
        members(record, RecordReader(json, place_));
    }

    template <class T>
    const T& typed(const Json& json, const char* name) const {
        const T* value = json.as<T>();
        if (!value) fail(name, std::string("is ") + json.type_name());
        return *value;
    }
    [[noreturn]] void fail(const char* name, const std::string& problem) const {
        throw Error(ExitCode::kBadData, place_ + ": \"" + name + "\" " + problem);
    }

    const Json& json_;
    const std::string& place_;
};

template <class T>
Json record_to_json(const T& record) {
    Json::Object object;
    // members() takes a mutable record, as RecordReader needs it; RecordWriter changes nothing.
    members(const_cast<T&>(record), RecordWriter(object));
    return object;
}

// Reads the members of a newly constructed record (its vectors must be empty) from a JSON object.
// Throws Error(kBadData) "place: ..." if a member is missing, has another type, or is a number that
// is negative or not finite.
template <class T>
void record_from_json(const Json& json, T& record, const std::string& place) {
    members(record, RecordReader(json, place));
}

} // namespace textrnn
