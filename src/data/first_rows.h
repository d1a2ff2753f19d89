// Finds the separator, the quotes and the header of a table by its first rows.
#pragma once

#include "data/table_rows.h"

namespace textrnn {

struct FirstRows {
    Rows rows{};             // empty: no valid row 1 in 2 MiB; kTsv: rows 2, 3, ... keep quotes
    Dialect dialect{};       // `columns`: the most frequent number of fields
    std::size_t skipped = 0; // lines before row 1: "sep=;" or comments "# ..."
};

// A source that reads `head`, the start of the file of `source`, with U+FFFD for malformed UTF-8.
Source head_source(const Source& source, const std::string& head);

// Splits the first rows of source.lines (they stay unread) at each candidate separator. Returns the
// split with the highest score; of equal scores, the most columns, then the default separator.
// A name or position is wanted if it is in options.text_column or is options.label_column. The
// score is higher
//   - if row 1 contains wanted names;
//   - if nine rows in ten have the same number of fields, above 1, and the wanted positions exist;
//   - if all rows have the same number of fields, above 1;
//   - if the label column is a position and its values repeat.
// It is lower if a row is malformed. If the label column is a position and most labels contain the
// default separator, another separator has a lower score (a higher score if most labels are
// decimals as "4,5"). A separator other than the default is never chosen
//   - if the most frequent number of fields is 1, or row 1 is a single wanted name;
//   - if labels are optional, the label column is a position, and under half of the rows have a
//     known or an empty label; unless 20 or more rows were split, all into the same number of
//     fields, or row 1 consists of two or more usual column names.
// If a TSV has one column and a quoted text of several lines, the result's quoting is kCsv, rows 2,
// 3, ... keep their quotes, and source.notes gets a note.
FirstRows find_first_rows(Source& source, char default_separator);

bool is_usual_name(const std::string& column); // "text", "label", ...; ignores case

// The number in `column` if it is a position from 1, of at most 5 digits; 0 if it is a name.
std::size_t position_of(const std::string& column);
// Whether each field is digits or empty, as in pandas' header of numbers: ",0,1".
bool are_numbers(std::span<const std::string> row);
bool is_empty_from(const Fields& row, std::size_t first); // fields [first, size()); first <= size()
// Whether the row's field in `column`, from 0, is empty or a known label.
bool may_have_label(const Fields& row, std::size_t column, const Fields& known_labels);
// Whether nine in ten fields of the column (counted from 0) begin or end with a quote. Omits row 1,
// fields that are empty or "NA", rows of another length than `columns`; true if no field is left.
bool is_column_enclosed(const Rows& rows, std::size_t columns, std::size_t column);
// Whether the first words of the rows' first fields repeat, row 1's too, as in "LABEL text".
bool begin_with_labels(const Rows& rows);
// Whether the rows' first fields are distinct whole numbers: ascending (2 rows or more), or in any
// order (over 10 rows).
bool has_row_numbers(std::span<const Fields> rows);
// Whether row 1 is a header. `columns`: indices of the text columns, then of the label column if
// has_label (else rules 3 and 5 never apply). The first rule that applies decides; else false.
//  1 false  row 1 lacks one of `columns`
//  2 true   its fields are 0, 1, 2, ... in any order (the first may be empty, if it is in none of
//           `columns`), and the text column has words
//  3 false  its label is empty, known, or the label of another row (if its fields in `columns`
//           are usual names, rows equal to row 1 do not count)
//  4 true   its fields in `columns` are usual names ("text", "label", ...)
//  5 true   each field i is i or i - 1 (pandas), or is short, without punctuation or leading digit;
//           and the L > 0 different labels of the other rows are all known or empty, or
//           rows.size() > max(4, 2 L)
bool is_like_header(const Rows& rows, const std::vector<std::size_t>& columns, bool has_label,
                    const Fields& known_labels);

} // namespace textrnn
