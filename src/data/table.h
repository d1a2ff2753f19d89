// A table of rows and columns becoming examples: what TSV and CSV have in common.
#pragma once

#include "data/reader.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace textrnn {

class Table {
public:
    enum class Separator { kTab, kComma }; // for messages; the rows come in fields

    // `file` begins the messages. Throws Error(kBadConfig) for impossible column options.
    Table(std::string file, Separator separator, const ReaderOptions& options);

    // The first row is the header, unless the columns are given by position. All rows must have as
    // many fields as the first one; only at the end are blank lines allowed. Takes the fields'
    // content. Throws Error(kBadData) "file:line: ...".
    void add_row(std::vector<std::string>& fields, std::size_t line);
    std::vector<Example> take_examples() { return std::move(examples_); }

private:
    void read_header(const std::vector<std::string>& header);
    std::size_t find_column(const std::vector<std::string>& header, const std::string& name,
                            const std::string& key) const;
    void check_count(const std::vector<std::string>& fields, std::size_t line) const;
    std::string separator_hint(const std::vector<std::string>& fields) const;
    [[noreturn]] void fail(std::size_t line, const std::string& problem) const;

    std::string file_;
    Separator separator_;
    ReaderOptions options_;
    bool by_position_ = false;
    std::size_t text_ = 0; // column numbers, from 0
    std::size_t label_ = 0;
    std::size_t columns_ = 0;    // 0: no row seen yet
    std::size_t blank_line_ = 0; // the first blank line not known to be at the end; 0: none
    std::vector<Example> examples_;
};

} // namespace textrnn
