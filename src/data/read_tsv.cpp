// TSV: one row a line, one tab between columns.
#include "data/read_text.h"
#include "data/readers.h"
#include "data/table.h"
#include "io/file.h"

namespace textrnn {
namespace {

void split_at_tabs(const std::string& line, std::vector<std::string>& fields) {
    fields.clear();
    std::size_t begin = 0;
    std::size_t tab = 0;
    while ((tab = line.find('\t', begin)) != std::string::npos) {
        fields.push_back(line.substr(begin, tab - begin));
        begin = tab + 1;
    }
    fields.push_back(line.substr(begin));
}

} // namespace

std::vector<Example> read_tsv(const std::string& path, const ReaderOptions& options) {
    InputFile input(path);
    LineReader lines(input.stream(), input.name());
    Table table(input.name(), Table::Separator::kTab, options);
    std::vector<std::string> fields;
    for (std::string line; lines.next(line);) {
        check_utf8(line, lines.name(), lines.line_number(), options);
        split_at_tabs(line, fields);
        table.add_row(fields, lines.line_number());
    }
    return table.take_examples();
}

} // namespace textrnn
