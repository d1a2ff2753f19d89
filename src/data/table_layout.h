// The layout of a TSV or CSV file: separator, quotes, header and columns, told by the first rows.
#pragma once

#include "data/table_rows.h"

namespace textrnn {

struct TableLayout {
    Dialect dialect;
    std::size_t skipped = 0;          // lines before row 1
    bool has_header = false;          // row 1 is not an example
    std::size_t filled = 0;           // columns with content; later fields must be empty
    bool has_label = true;            // false: labels are optional, and there is no label column
    std::vector<std::size_t> columns; // of the texts, and of the label if has_label, from 0; empty
                                      // if no row can be read
};

bool is_empty_from(const Fields& row, std::size_t first); // all fields from this one on

std::string name_of(char separator); // "tab", "comma" or the quoted character

// Reads the head of source.lines, and appends its decisions to source.notes. Throws
// Error(kBadData) "file:line: ..." for columns that the rows do not have, and Error(kBadConfig) for
// columns that contradict each other.
TableLayout find_layout(Source& source, char default_separator);

} // namespace textrnn
