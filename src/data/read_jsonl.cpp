// JSON Lines: one object a line.
#include "core/error.h"
#include "data/messages.h"
#include "data/read_text.h"
#include "data/readers.h"
#include "io/file.h"
#include "io/json.h"

namespace textrnn {
namespace {

class ObjectReader {
public:
    ObjectReader(const std::string& file, std::size_t line)
        : line_(line), place_(file + ":" + std::to_string(line)) {}

    Example read(const std::string& text, const ReaderOptions& options) const {
        const Json object = Json::parse(text, place_);
        if (object.as<Json::Object>() == nullptr) {
            fail(std::string("expected an object on each line, found ") + object.type_name());
        }
        const Json& words = member(object, options.text_column);
        if (words.as<std::string>() == nullptr) {
            fail_type(options.text_column, "a string", words);
        }
        return {label_of(member(object, options.label_column), options.label_column),
                *words.as<std::string>(), line_};
    }

private:
    const Json& member(const Json& object, const std::string& name) const {
        if (const Json* found = object.find(name)) return *found;
        std::vector<std::string> names;
        for (const auto& [key, value] : *object.as<Json::Object>()) names.push_back(key);
        fail("no member " + excerpt(name) + " (found: " + listed(names) + ")" +
             suggestion(name, names));
    }

    // Numbers and truth values are common as classes; a fraction is more likely a score, for which
    // classes are the wrong thing.
    std::string label_of(const Json& value, const std::string& name) const {
        const std::string* text = value.as<std::string>();
        if (text != nullptr && text->empty()) fail("the label is empty");
        if (text != nullptr) return *text;
        if (value.as<std::int64_t>() == nullptr && value.as<bool>() == nullptr) {
            fail_type(name, "a string, an integer, true or false", value);
        }
        return value.dump();
    }

    // type_name() calls integers and fractions alike "a number": a fraction is shown itself.
    [[noreturn]] void fail_type(const std::string& name, const char* expected,
                                const Json& found) const {
        const bool is_fraction = found.as<double>() != nullptr;
        fail("expected " + excerpt(name) + " to be " + expected + ", found " +
             (is_fraction ? found.dump() : found.type_name()));
    }
    [[noreturn]] void fail(const std::string& problem) const {
        throw Error(ExitCode::kBadData, place_ + ": " + problem);
    }

    std::size_t line_;
    std::string place_; // "file:line"
};

} // namespace

std::vector<Example> read_jsonl(const std::string& path, const ReaderOptions& options) {
    InputFile input(path);
    LineReader lines(input.stream(), input.name());
    std::vector<Example> examples;
    for (std::string line; lines.next(line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        check_utf8(line, lines.name(), lines.line_number(), options);
        examples.push_back(ObjectReader(lines.name(), lines.line_number()).read(line, options));
    }
    return examples;
}

} // namespace textrnn
