// The first rows of a TSV or CSV file, by which its separator and quotes are found.
#pragma once

#include "data/table_rows.h"

namespace textrnn {

using Rows = std::vector<Fields>;

struct FirstRows {
    std::string head;        // the bytes at the start of the file that hold the rows
    Rows rows{};             // empty if unreadable; TSV fields keep quotes, except in row 1
    Dialect dialect{};       // `columns`: the most frequent number of fields
    std::size_t skipped = 0; // lines before row 1
};

// The number in `column` if it is a position from 1; 0 if it is a name.
std::size_t position_of(const std::string& column);

bool are_numbers(const Fields& row); // integers or empty, as in the header of pandas

// Reads the head of source.lines. Chooses the separator with the highest score: row 1 has names in
// `wanted`; nine rows in ten have equally many fields and all positions in `wanted`; the labels
// (wanted.back()) repeat.
FirstRows find_first_rows(Source& source, const Fields& wanted, char default_separator);

} // namespace textrnn
