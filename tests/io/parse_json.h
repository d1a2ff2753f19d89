// JSON texts as trees of values, which only tests need.
#pragma once

#include "io/json.h"

namespace textrnn {

inline Json tree_of(JsonReader& reader) {
    if (reader.at_object()) {
        Json::Object object;
        reader.members(
            [&](const std::string& name) { object.emplace_back(name, tree_of(reader)); });
        return object;
    }
    if (!reader.at_array()) return reader.value();
    Json::Array array;
    reader.elements([&] { array.push_back(tree_of(reader)); });
    return array;
}

inline Json parse_json(std::string_view text, const std::string& name) {
    JsonReader reader(text, name);
    Json json = tree_of(reader);
    reader.finish();
    return json;
}

} // namespace textrnn
