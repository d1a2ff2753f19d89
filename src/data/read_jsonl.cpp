// JSON Lines: one object per line.
#include "data/reader.h"
#include "io/file.h"
#include "io/json.h"
#include "io/text.h"

#include <optional>

namespace textrnn {

namespace {

constexpr std::size_t kMostNames = 1000; // of members, in search of a similar name

// Reads the label and the text of one line; its other members are skipped.
class LineParser {
public:
    LineParser(std::string_view line, const std::string& file, std::size_t number,
               const ReaderOptions& options)
        : line_(line), file_(file), number_(number), options_(options),
          reader_(line, file, number) {}

    Example example() {
        if (!reader_.at_object()) fail_type("an object on each line", reader_.value());
        std::optional<std::string> label, text;
        reader_.members([&](const std::string& name) {
            if (name == options_.label_column) label = take_label();
            else if (name == options_.text_column) text = take_text();
            else reader_.value();
        });
        reader_.finish();
        if (!label) fail_missing(options_.label_column);
        if (!text) fail_missing(options_.text_column);
        return {std::move(*label), std::move(*text), number_};
    }

private:
    // Integers and truth values are common labels. A fraction is more likely a score than a label.
    std::string take_label() {
        const Json value = reader_.value();
        if (value.as<std::int64_t>() || value.as<bool>()) return value.dump();
        const std::string* label = value.as<std::string>();
        if (!label)
            fail_type(excerpt(options_.label_column) + " to be a string, an integer, true or false",
                      value);
        if (label->empty()) refuse_line(file_, number_, "the label is empty");
        return *label;
    }

    std::string take_text() {
        if (!reader_.at_string())
            fail_type(excerpt(options_.text_column) + " to be a string", reader_.value());
        return reader_.string();
    }

    // type_name() of integers and fractions is "a number": the message shows a fraction itself.
    [[noreturn]] void fail_type(const std::string& expected, const Json& found) const {
        refuse_line(file_, number_, "expected " + expected + ", found " +
                                        (found.as<double>() ? found.dump() : found.type_name()));
    }

    // Reads the line again, to list the members that it has.
    [[noreturn]] void fail_missing(const std::string& column) const {
        std::vector<std::string> names;
        JsonReader again(line_, file_, number_);
        again.members([&](const std::string& name) {
            if (names.size() < kMostNames) names.push_back(name);
            again.value();
        });
        refuse_line(file_, number_, "no member " + excerpt(column) + " (found: " + listed(names) +
                                        ")" + suggestion(column, names));
    }

    std::string_view line_;
    const std::string& file_;
    std::size_t number_;
    const ReaderOptions& options_;
    JsonReader reader_;
};

} // namespace

void read_jsonl(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    const std::string file = input_name(path);
    for_each_line(path, options.replaces_invalid(), [&](std::string& line, std::size_t number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) return;
        Example example = LineParser(line, file, number, options).example();
        use(example);
    });
}

} // namespace textrnn
