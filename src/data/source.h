// The file that a reader reads, with what all readers share: bad rows, labels, notes.
#pragma once

#include "data/reader.h"
#include "io/file.h"

#include <map>
#include <optional>

namespace textrnn {

struct Source {
    // Opens the file. Throws as open_input does, and Error(kBadData) if it is not UTF-8 text.
    void open();
    // Calls row() until it returns false. An Error(kBadData) of row() is a bad row: it is thrown,
    // counted or passed to on_bad_row, by the options.
    void for_each_row(const std::function<bool()>& row);
    // Calls use(line) for each line that is not blank.
    void for_each_line(const std::function<void(std::string& line)>& use);
    // Trims the label, checks it and calls use().
    void add(std::string_view label, std::string text);
    [[noreturn]] void refuse(const std::string& problem) const { refuse_line(name, line, problem); }
    void add_bad(const std::string& message);
    ReadNotes finish(); // throws Error(kBadData) if there was no row

    const std::string path, name;
    const ReaderOptions& options;
    const UseExample& use;
    std::unique_ptr<std::istream> stream{};
    std::optional<LineReader> lines{};
    std::size_t line = 0; // of the current row
    ReadNotes notes{};
    struct BadRows {
        std::size_t count = 0;
        std::string places; // of the first three
    };
    std::map<std::string, BadRows> bad{}; // by problem
    bool is_empty = true;
};

std::string_view trimmed(std::string_view valid_utf8); // without white space at the ends

} // namespace textrnn
