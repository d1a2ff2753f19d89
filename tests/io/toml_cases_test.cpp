// The public toml-test suite (github.com/toml-lang/toml-test), if TOML_TEST is the folder with its
// valid/ and invalid/. The parser refuses every invalid file; it parses valid files correctly or
// refuses them with the name of the unsupported feature.
#include "io/file.h"
#include "io/parse_json.h"
#include "io/toml.h"

#include "catch.h"

#include "core/error.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>

using namespace textrnn;

namespace {

// Dates, times and the numbers that the subset lacks are refused by the second message.
const std::string kNotSupported = "this program's TOML has no ";
const std::string kNoDecimal = "a decimal number without '_'";

// The suite's list of files for TOML 1.0; without the list, all files of the folder.
std::vector<std::string> cases_in(const std::string& folder, const std::string& kind) {
    std::vector<std::string> names;
    const std::string list = folder + "/files-toml-1.0.0";
    if (std::filesystem::exists(list)) {
        LineReader lines = open_lines(list, false);
        for (std::string line; lines.next(line);) names.push_back(line);
    } else {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            names.push_back(std::filesystem::relative(entry.path(), folder).string());
    }
    std::erase_if(names, [&](const std::string& name) {
        return !name.starts_with(kind + "/") || !name.ends_with(".toml");
    });
    std::sort(names.begin(), names.end());
    return names;
}

// The suite writes a value as {"type": "integer", "value": "1"}, and arrays as arrays of these.
bool equals(const TomlValue& value, const Json& expected) {
    if (const auto* array = value.as<TomlValue::Array>()) {
        const Json::Array* elements = expected.as<Json::Array>();
        return elements && std::equal(array->begin(), array->end(), elements->begin(),
                                      elements->end(), equals);
    }
    const Json *type = expected.find("type"), *text = expected.find("value");
    if (!type || !text) return false;
    const std::string given = *text->as<std::string>();
    if (const auto* string = value.as<std::string>())
        return *type->as<std::string>() == "string" && given == *string;
    if (const auto* number = value.as<double>())
        return *type->as<std::string>() == "float" && std::stod(given) == *number;
    const bool is_bool = value.as<bool>() != nullptr;
    return *type->as<std::string>() == (is_bool ? "bool" : "integer") && given == to_toml(value);
}

// Number of values in a document of the suite that are no tables.
std::size_t count_values(const Json& json) {
    const Json::Object* table = json.as<Json::Object>();
    if (!table || (json.find("type") && json.find("type")->as<std::string>())) return 1;
    std::size_t count = 0;
    for (const auto& [name, value] : *table) count += count_values(value);
    return count;
}

bool equals(const std::vector<TomlEntry>& entries, const Json& expected) {
    for (const TomlEntry& entry : entries) {
        const Json* table = entry.section.empty() ? &expected : expected.find(entry.section);
        const Json* value = table ? table->find(entry.key) : nullptr;
        if (!value || !equals(entry.value, *value)) return false;
    }
    return entries.size() == count_values(expected);
}

// "" if the file parses, else the message of the Error.
std::string refusal(const std::string& path, std::vector<TomlEntry>& entries) {
    try {
        entries = parse_toml(read_file(path), "in");
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("the public TOML cases hold", "[toml]") {
    const char* folder = std::getenv("TOML_TEST");
    if (folder == nullptr) {
        std::cout << "toml-test: skipped, as TOML_TEST names no folder\n";
        return;
    }
    std::vector<TomlEntry> entries;
    const auto invalid = cases_in(folder, "invalid"), valid = cases_in(folder, "valid");
    REQUIRE(!invalid.empty());
    REQUIRE(!valid.empty());
    for (const std::string& name : invalid) {
        INFO(name);
        CHECK(!refusal(folder + ("/" + name), entries).empty());
    }

    std::size_t read = 0;
    std::vector<std::pair<std::string, std::size_t>> parts; // not supported, and how many cases
    for (const std::string& name : valid) {
        const std::string path = folder + ("/" + name);
        const std::string message = refusal(path, entries);
        INFO(name << " " << message);
        if (message.empty()) {
            const std::string json = path.substr(0, path.size() - 5) + ".json";
            CHECK(equals(entries, parse_json(read_file(json), json)));
            ++read;
            continue;
        }
        const std::size_t place = message.find(kNotSupported);
        const bool no_decimal = message.find(kNoDecimal) != std::string::npos;
        CHECK((place != std::string::npos || no_decimal));
        if (place == std::string::npos && !no_decimal) continue;
        const std::string part =
            no_decimal ? kNoDecimal : message.substr(place + kNotSupported.size());
        auto known = std::find_if(parts.begin(), parts.end(),
                                  [&](const auto& p) { return p.first == part; });
        if (known == parts.end()) known = parts.insert(parts.end(), {part, 0});
        ++known->second;
    }
    std::cout << "toml-test: " << invalid.size() << " invalid; " << valid.size() << " valid, "
              << read << " read, refused for lack of\n";
    for (const auto& [part, count] : parts) std::cout << "  " << count << " " << part << "\n";
}
