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
// Whether row 1 is 0, 1, 2, ..., maybe after an empty field, and column `text` (from 0) has words.
bool is_numbered_header(const Rows& rows, std::size_t text);
// Whether column 1 has ascending numbers, or more than ten different numbers.
bool has_row_numbers(std::span<const Fields> rows);
bool is_usual_name(const std::string& name); // a common column name, in any case: "label", "Text"
bool is_like_name(std::string_view field); // <= 40 bytes, <= 2 blanks, no .,;:!?"', no digit first

// Splits the first rows of source.lines at each candidate separator; returns the split with the
// highest score, then the most columns, then the default separator. `wanted`: names or positions of
// the text columns, then of the label column. The score rises if row 1 has wanted names, if nine
// rows in ten have the same number of fields and the wanted positions exist, and if the label
// column is a position and its values repeat. It falls if a row is malformed. With another
// separator than the default, it falls if most labels contain the default, and to 0 if row 1 is one
// wanted name above wider rows.
FirstRows find_first_rows(Source& source, const Fields& wanted, char default_separator);

} // namespace textrnn
