// The first rows of a TSV or CSV file, by which its separator and quotes are found.
#pragma once

#include "data/table_rows.h"

namespace textrnn {

using Rows = std::vector<Fields>;

struct FirstRows {
    std::string head;        // the bytes at the start of the file that hold the rows
    Rows rows{};             // empty if unreadable; TSV fields keep quotes, except in row 1
    Dialect dialect{};       // `columns`: the most frequent number of fields
    std::size_t skipped = 0; // lines before row 1: "sep=;" or comments "# ..."
};

// The number in `column` if it is a position from 1; 0 if it is a name.
std::size_t position_of(const std::string& column);

bool are_numbers(const Fields& row); // digits or empty, as pandas' header without names: ",0,1"

// Reads the head of source.lines and keeps the separator with the highest score. If scores are
// equal, the default separator wins, then the first that was tried. The score rises if row 1 has
// names in `wanted`, if nine rows in ten have the same number of fields and the positions in
// `wanted` exist, and if the label's values repeat (wanted.back() is a position). It falls if a row
// is malformed.
FirstRows find_first_rows(Source& source, const Fields& wanted, char default_separator);

} // namespace textrnn
