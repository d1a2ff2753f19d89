// JSON Lines: one object per line.
#include "core/error.h"
#include "data/reader.h"
#include "io/file.h"
#include "io/json.h"
#include "io/text.h"

namespace textrnn {

namespace {

const Json& member(const Json& object, const std::string& name) {
    if (const Json* found = object.find(name)) return *found;
    std::vector<std::string> names;
    for (const auto& [key, value] : *object.as<Json::Object>()) names.push_back(key);
    throw Error(ExitCode::kBadData, "no member " + excerpt(name) + " (found: " + listed(names) +
                                        ")" + suggestion(name, names));
}

// type_name() of both integers and fractions is "a number": the message shows a fraction itself.
[[noreturn]] void fail_type(const std::string& expected, const Json& found) {
    throw Error(ExitCode::kBadData, "expected " + expected + ", found " +
                                        (found.as<double>() ? found.dump() : found.type_name()));
}

const std::string& text_of(const Json& object, const std::string& name) {
    const Json& value = member(object, name);
    const std::string* text = value.as<std::string>();
    if (text == nullptr) fail_type(excerpt(name) + " to be a string", value);
    return *text;
}

// Integers and truth values are common labels. A fraction is more likely a score than a label.
std::string label_of(const Json& object, const std::string& name) {
    const Json& value = member(object, name);
    if (value.as<std::int64_t>() || value.as<bool>()) return value.dump();
    const std::string* label = value.as<std::string>();
    if (label == nullptr)
        fail_type(excerpt(name) + " to be a string, an integer, true or false", value);
    if (label->empty()) throw Error(ExitCode::kBadData, "the label is empty");
    return *label;
}

} // namespace

Examples read_jsonl(const std::string& path, const ReaderOptions& options) {
    Examples examples;
    for_each_line(path, options.replaces_invalid(), [&](std::string& line, std::size_t number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) return;
        const Json object = Json::parse(line, input_name(path), number);
        try { // to add the place to errors
            if (!object.as<Json::Object>()) fail_type("an object on each line", object);
            std::string label = label_of(object, options.label_column);
            examples.push_back({label, text_of(object, options.text_column), number});
        } catch (const Error& error) {
            refuse_line(input_name(path), number, error.what());
        }
    });
    return examples;
}

} // namespace textrnn
