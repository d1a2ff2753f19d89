// TSV and CSV: each row becomes an example.
#include "data/table_layout.h"
#include "io/utf8.h"

namespace textrnn {

namespace {

// The hint in the message for a row with a wrong number of columns.
std::string columns_hint(const Source& source, const TableLayout& layout, const Fields& fields) {
    if (fields[0].starts_with('\'') || fields.back().ends_with('\''))
        return convert_hint("csvformat -q \"'\" @", source.name);
    if (fields.size() == 1 && fields[0].find(layout.dialect.separator) != std::string::npos)
        return "; the row as a whole is in quotes" +
               convert_hint("sed 's/^\"//; s/\"$//; s/\"\"/\"/g' @", source.name);
    return "; put texts with separators in double quotes";
}

// Too many fields are an error, too: after a stray separator, a text would be cut short.
void add(Source& source, const TableLayout& layout, Fields& fields) {
    const std::vector<std::size_t>& columns = layout.columns;
    const std::size_t count = layout.dialect.columns, texts = columns.size() - layout.has_label;
    if (fields.size() != count || !is_empty_from(fields, layout.filled))
        source.refuse("expected " + std::to_string(layout.filled) + " " +
                      name_of(layout.dialect.separator) + "-separated columns, found " +
                      std::to_string(fields.size()) + columns_hint(source, layout, fields));
    std::string text = std::move(fields[columns[0]]);
    for (std::size_t i = 1; i < texts; ++i) (text += '\n') += fields[columns[i]];
    source.add(layout.has_label ? fields[columns.back()] : "", std::move(text));
}

void read_table(Source& source, char separator) {
    const TableLayout layout = find_layout(source, separator);
    TableRows rows(source.name, layout.dialect, *source.lines, layout.skipped);
    Fields fields;
    if (layout.has_header) rows.next(fields);
    if (layout.columns.empty() && rows.next(fields)) // next() throws if it is malformed
        refuse_line(source.name, 1, "row 1 is longer than 2 MiB: its columns cannot be found");
    for (bool has_more = true; has_more;)
        source.try_row([&] {
            has_more = rows.next(fields);
            source.line = rows.line();
            if (has_more) add(source, layout, fields);
        });
}

} // namespace

void read_tsv(Source& source) { read_table(source, '\t'); }
void read_csv(Source& source) { read_table(source, ','); }

} // namespace textrnn
