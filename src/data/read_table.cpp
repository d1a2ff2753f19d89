// TSV and CSV: the first rows tell the separator, the header and the columns; then each row becomes
// an example.
#include "data/table_rows.h"
#include "data/unicode.h"
#include "io/utf8.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace textrnn {

namespace {

using Rows = std::vector<Fields>;

// The number in `column` if it is a position from 1; 0 if it is a name.
std::size_t position_of(const std::string& column) {
    const bool is_number = column.find_first_not_of("0123456789") == std::string::npos;
    return is_number && !column.empty() && column.size() < 6 ? std::stoul(column) : 0;
}

std::string name_of(char separator) {
    return separator == '\t' ? "tab" : separator == ',' ? "comma" : excerpt({&separator, 1});
}

// The lines of a file's first bytes.
struct Lines {
    std::istringstream stream;
    LineReader reader{stream, "", true};
    explicit Lines(const std::string& head) : stream(head) { reader.head(head.size()); }
};

// The rows up to the first malformed row; for kTsv the lines, with quotes. The fields of row 1 are
// without outer blanks and quotes.
Rows rows_of(const std::string& head, std::size_t skipped, Dialect dialect) {
    const bool is_tsv = dialect.quoting == Quoting::kTsv;
    if (is_tsv) dialect.quoting = Quoting::kNone;
    Rows rows;
    Lines lines(head);
    TableRows table("", dialect, lines.reader, skipped);
    try {
        for (Fields fields; table.next(fields);) rows.push_back(fields);
    } catch (const Error&) { // reported when the file is read
    }
    if (rows.empty()) return rows;
    for (std::string& field : rows[0]) {
        field = std::string(trimmed(field));
        if (is_tsv && has_quotes(field)) field = field.substr(1, field.size() - 2);
    }
    return rows;
}

bool contains(const Fields& fields, const std::string& name) {
    return std::ranges::find(fields, name) != fields.end();
}

// A table whose layout is decided by its first rows.
class Table {
public:
    Table(Source& source, char separator)
        : source_(source), options_(source.options),
          default_(options_.separator == "auto" ? separator : options_.separator[0]),
          wanted_(options_.text_column) {
        wanted_.push_back(options_.label_column);
    }

    void read() {
        find_rows();
        if (!first_.empty()) find_columns();
        TableRows rows(source_.name, dialect_, *source_.lines, skipped_);
        Fields fields;
        if (has_header_ || first_.empty()) rows.next(fields); // throws if it is malformed
        for (bool has_more = true; has_more;)
            source_.try_row([&] {
                has_more = rows.next(fields);
                source_.line = rows.line();
                if (has_more) add(fields);
            });
    }

private:
    // Reads the first rows, with the separator by which row 1 has the columns' names, or else by
    // which nine rows in ten have equally many fields.
    void find_rows() {
        for (const std::size_t bytes : {std::size_t{64} << 10, std::size_t{2} << 20}) {
            head_ = source_.lines->head(bytes);
            if (head_.size() >= bytes) head_.resize(head_.find_last_of("\n\r") + 1);
            int best = 0;
            for (const char separator : candidates()) try_separator(separator, best);
            if (!first_.empty()) return;
        }
    }

    // Excel writes "sep=;" into line 1. Lines with "#" and no separator before row 1 are comments.
    std::string candidates() {
        std::string line, all = {default_};
        Lines lines(head_);
        bool has_line = lines.reader.next(line);
        std::erase(line, '"');
        const bool is_named =
            line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="));
        if (is_named) all = line.substr(4);
        else if (options_.separator == "auto") all += "\t,;|";
        skipped_ = is_named ? 1 : 0;
        for (; has_line && line[0] == '#' && line.find_first_of(all) > line.size(); ++skipped_)
            has_line = lines.reader.next(line);
        return all;
    }

    void try_separator(char separator, int& best) {
        const bool is_tsv = options_.quoting == "auto" && separator == '\t';
        Dialect dialect{separator, is_tsv ? Quoting::kTsv : Quoting::kCsv};
        if (options_.quoting == "none") dialect.quoting = Quoting::kNone;
        Rows rows = rows_of(head_, skipped_, dialect);
        std::map<std::size_t, std::size_t> counts; // rows by number of fields
        for (const Fields& row : rows) ++counts[row.size()];
        for (const Fields& row : rows)
            if (counts[row.size()] > counts[dialect.columns]) dialect.columns = row.size();
        if (rows.empty()) return;
        const bool agree = 10 * counts[dialect.columns] >= 9 * rows.size();
        int score = dialect.columns > 1 && agree ? 2 : 1;
        for (const std::string& name : wanted_) score += contains(rows[0], name) ? 2 : 0;
        if (score <= best) return;
        best = score;
        first_ = std::move(rows);
        dialect_ = dialect;
    }

    void find_columns() {
        const auto is_name = [&](const std::string& column) { return contains(first_[0], column); };
        all_named_ = options_.header != "no" && std::ranges::all_of(wanted_, is_name);
        const bool by_position = !all_named_ && std::ranges::all_of(wanted_, position_of);
        if (options_.header == "no" && !by_position)
            throw Error(ExitCode::kBadConfig, "data.header = \"no\" needs positions from 1 as "
                                              "data.text_column and data.label_column");
        if (first_[0].size() > kMaxColumns)
            refuse_line(source_.name, skipped_ + 1, "expected at most 16384 columns, found more");
        // The header may lack the name of column 1, as in files of R, or end in a separator.
        const std::size_t width = first_[0].size();
        const auto usual = std::ranges::count(first_, dialect_.columns, &Fields::size);
        if (!by_position && (first_.size() < 3 || usual + 1 < std::ssize(first_)))
            dialect_.columns = width;
        shift_ = !by_position && dialect_.columns == width + 1 &&
                 !std::all_of(first_.begin() + 1, first_.end(),
                              [](const Fields& row) { return row.back().empty(); });
        for (const std::string& name : wanted_) columns_.push_back(column_of(name));
        if (std::set<std::size_t>(columns_.begin(), columns_.end()).size() < columns_.size())
            throw Error(ExitCode::kBadConfig, "data.text_column and data.label_column: expected "
                                              "different columns, found " + listed(wanted_));
        has_header_ = options_.header == "yes" || !by_position ||
                      (options_.header == "auto" && is_like_header());
        note(by_position);
        for (std::size_t i = 0; i < dialect_.columns; ++i)
            dialect_.enclosed.push_back(first_.size() > 2 && is_enclosed(i));
    }

    std::size_t column_of(const std::string& name) {
        const Fields& header = first_[0];
        const std::size_t position = all_named_ ? 0 : position_of(name);
        dialect_.columns = std::max(dialect_.columns, position);
        const auto found = std::ranges::find(header, name);
        if (position > 0) return position - 1;
        if (found == header.end() && options_.labels_optional && name == options_.label_column)
            return kMaxColumns;
        if (found == header.end())
            refuse_line(source_.name, skipped_ + 1,
                        "no column " + excerpt(name) + " in the header (found: " + listed(header) +
                            ")" + suggestion(name, header) + "; set data.text_column and "
                            "data.label_column to columns' names or positions from 1");
        // Tables joined from two tables often contain a name twice.
        if (std::find(found + 1, header.end(), name) != header.end())
            refuse_line(source_.name, skipped_ + 1, "the header has two columns " + excerpt(name));
        return static_cast<std::size_t>(found - header.begin()) + (shift_ ? 1 : 0);
    }

    // Whether row 1 has names, and a label that no other row has although labels repeat.
    bool is_like_header() const {
        const std::size_t label = columns_.back();
        std::set<std::string> labels;
        for (const Fields& row : first_)
            if (&row != &first_[0] && row.size() > label) labels.insert(row[label]);
        for (std::size_t i = 0; i < first_[0].size(); ++i)
            if (first_[0][i] != std::to_string(i) && !is_like_name(first_[0][i])) return false;
        return label < first_[0].size() && !labels.contains(first_[0][label]) && !labels.empty() &&
               first_.size() > 2 * labels.size();
    }

    static bool is_like_name(std::string_view field) {
        return field.size() <= 40 && std::ranges::count(field, ' ') <= 2 &&
               field.find_first_of(".,;:!?\"'") == std::string_view::npos &&
               (field.empty() || field[0] < '0' || field[0] > '9');
    }

    // Whether all fields of the column have quotes. A line may hold a part of a field.
    bool is_enclosed(std::size_t column) const {
        return std::all_of(first_.begin() + 1, first_.end(), [&](const Fields& row) {
            return row.size() != dialect_.columns || row[column].starts_with('"') ||
                   row[column].ends_with('"');
        });
    }

    void note(bool by_position) {
        ReadNotes& notes = source_.notes;
        if (by_position && has_header_ && options_.header == "auto")
            notes.push_back("row 1 is a header (if not, set data.header = \"no\")");
        if (dialect_.separator != default_)
            notes.push_back("the separator is " + name_of(dialect_.separator));
        if (shift_) notes.push_back("column 1 has no name in the header");
        if (skipped_ > 0) notes.push_back("row 1 is in line " + std::to_string(skipped_ + 1));
    }

    void add(Fields& fields) {
        // Too many fields are an error, too: after a stray separator, a text would be cut short.
        const bool has_apostrophe = fields[0].starts_with('\'') || fields.back().ends_with('\'');
        if (fields.size() != dialect_.columns)
            source_.refuse("expected " + std::to_string(dialect_.columns) + " " +
                           name_of(dialect_.separator) + "-separated columns, found " +
                           std::to_string(fields.size()) +
                           (has_apostrophe ? convert_hint("csvformat -q \"'\" @", source_.name)
                                           : "; put texts with separators in double quotes"));
        std::string text = std::move(fields[columns_[0]]);
        for (std::size_t i = 1; i + 1 < columns_.size(); ++i) (text += '\n') += fields[columns_[i]];
        const bool has_label = columns_.back() < fields.size();
        source_.add(has_label ? fields[columns_.back()] : "", std::move(text));
    }

    Source& source_;
    const ReaderOptions& options_;
    const char default_; // separator
    Fields wanted_;      // names or positions of the texts' columns, then of the label's
    std::string head_;   // lines at the start of the file
    Rows first_;         // of head_; empty if no row can be read
    Dialect dialect_;
    std::size_t skipped_ = 0; // lines before row 1
    bool all_named_ = false, has_header_ = false;
    bool shift_ = false;               // the header's names begin at column 2
    std::vector<std::size_t> columns_; // of the texts and of the label, from 0
};

} // namespace

void read_tsv(Source& source) { Table(source, '\t').read(); }
void read_csv(Source& source) { Table(source, ',').read(); }

} // namespace textrnn
