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

// A field without the quotes around it.
std::string_view bare(std::string_view field) {
    return has_quotes(field) ? field.substr(1, field.size() - 2) : field;
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
        if (is_tsv) field = bare(field);
    }
    return rows;
}

bool contains(const Fields& fields, const std::string& name) {
    return std::ranges::find(fields, name) != fields.end();
}

// Whether the column has at most half as many values as rows, as labels have.
bool repeats(const Rows& rows, std::size_t column) {
    std::set<std::string_view> values;
    for (const Fields& row : rows)
        if (column < row.size()) values.insert(bare(row[column]));
    return !values.empty() && 2 * values.size() <= rows.size();
}

// Names that columns of texts and labels usually have.
bool is_usual_name(std::string name) {
    std::ranges::transform(name, name.begin(), ascii_lower);
    constexpr std::string_view kNames[] = {"label",  "class",  "category", "sentiment", "target",
                                           "text",   "review", "sentence", "title",     "body",
                                           "message", "content", "comment", "tweet"};
    return std::ranges::find(kNames, name) != std::end(kNames);
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

    // Excel writes "sep=;" into line 1. Lines with "#" and no separator, or without the columns'
    // names, before row 1 are comments.
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
        const auto is_in_line = [&](const std::string& name) {
            return line.find(name) != std::string::npos;
        };
        const bool has_names = !std::ranges::all_of(wanted_, position_of);
        for (; has_line && line[0] == '#' &&
               (line.find_first_of(all) > line.size() ||
                (has_names && std::ranges::none_of(wanted_, is_in_line)));
             ++skipped_)
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
        const auto is_beyond = [&](auto& name) { return position_of(name) > dialect.columns; };
        const bool has_all = std::ranges::none_of(wanted_, is_beyond);
        int score = dialect.columns > 1 && agree && has_all ? 4 : 2;
        for (const std::string& name : wanted_) score += contains(rows[0], name) ? 4 : 0;
        if (const std::size_t label = position_of(wanted_.back()); label > 0)
            score += repeats(rows, label - 1) ? 2 : 0;
        if (dialect.columns > 1 && counts[dialect.columns] == rows.size()) ++score;
        if (score <= best) return;
        best = score;
        first_ = std::move(rows);
        dialect_ = dialect;
    }

    void find_columns() {
        drop_missing_label();
        const auto is_name = [&](const std::string& column) { return contains(first_[0], column); };
        all_named_ = options_.header != "no" && std::ranges::all_of(wanted_, is_name);
        const bool by_position = !all_named_ && std::ranges::all_of(wanted_, position_of);
        if (options_.header == "no" && !by_position)
            throw Error(ExitCode::kBadConfig, "data.header = \"no\" needs positions from 1 as "
                                              "data.text_column and data.label_column");
        if (first_[0].size() > kMaxColumns)
            refuse_line(source_.name, skipped_ + 1, "expected at most 16384 columns, found more");
        if (!by_position) compare_widths(first_[0].size(), dialect_.columns);
        for (const std::string& name : wanted_) columns_.push_back(column_of(name));
        if (std::set<std::size_t>(columns_.begin(), columns_.end()).size() < columns_.size())
            throw Error(ExitCode::kBadConfig, "data.text_column and data.label_column: expected "
                                              "different columns, found " + listed(wanted_));
        has_header_ = options_.header == "yes" || !by_position ||
                      (options_.header == "auto" && is_like_header());
        check_apostrophes();
        note(by_position);
        for (std::size_t i = 0; i < dialect_.columns; ++i)
            dialect_.enclosed.push_back(first_.size() > 2 && is_enclosed(i));
    }

    // Labels may be missing: without the label's column, or if it is a text's, texts are enough.
    void drop_missing_label() {
        const std::string label = wanted_.back();
        wanted_.pop_back();
        const std::size_t position = position_of(label);
        const bool is_there = contains(first_[0], label) ||
                              (position > 0 && position <= dialect_.columns &&
                               std::ranges::all_of(wanted_, position_of));
        has_label_ = !options_.labels_optional || (is_there && !contains(wanted_, label));
        if (has_label_) wanted_.push_back(label);
    }

    // Sets the number of columns where the rows have one more or less than the header: R writes no
    // name for the row numbers, and other programs end the header or the rows in a separator.
    void compare_widths(std::size_t header, std::size_t usual) {
        const auto rows = std::span(first_).subspan(1);
        const auto is_numbered = [](const Fields& row) {
            const std::string_view first = row.empty() ? "" : bare(row[0]);
            return !first.empty() && first.find_first_not_of("0123456789") == first.npos;
        };
        const auto ends_empty = [](const Fields& row) {
            return !row.empty() && row.back().empty();
        };
        const bool is_wider = usual == header + 1 && rows.size() > 1;
        shift_ = is_wider && std::ranges::all_of(rows, is_numbered);
        has_end_ = is_wider && !shift_ &&
                   2 * std::ranges::count_if(rows, ends_empty) > std::ssize(rows);
        const bool is_narrower = usual + 1 == header && first_[0].back().empty();
        dialect_.columns = header + (shift_ || has_end_ ? 1 : 0) - (is_narrower ? 1 : 0);
    }

    // Throws for the bytes of row 1 that are not UTF-8, of which head_ has copies of U+FFFD.
    void check_header_bytes() const {
        std::istringstream stream(head_);
        std::string line;
        for (LineReader lines(stream, source_.name); lines.line_number() <= skipped_;)
            lines.next(line);
    }

    // Single quotes are not quotes in CSV.
    void check_apostrophes() const {
        const auto is_in_apostrophes = [&](const Fields& row) {
            const std::string_view field = row.size() > columns_.back() ? row[columns_.back()] : "";
            return field.size() > 1 && field.starts_with('\'') && field.ends_with('\'');
        };
        if (has_label_ && first_.size() > 2 &&
            std::all_of(first_.begin() + 1, first_.end(), is_in_apostrophes))
            refuse_line(source_.name, skipped_ + 2,
                        "expected double quotes around fields, found single quotes" +
                            convert_hint("csvformat -q \"'\" @", source_.name));
    }

    std::size_t column_of(const std::string& name) {
        const Fields& header = first_[0];
        const std::size_t position = all_named_ ? 0 : position_of(name);
        const auto found = std::ranges::find(header, name);
        if (position > dialect_.columns)
            refuse_line(source_.name, skipped_ + 1,
                        "no column " + name + ": the rows have " +
                            std::to_string(dialect_.columns) + " " + name_of(dialect_.separator) +
                            "-separated columns; set data.separator, data.text_column or "
                            "data.label_column");
        if (position > 0) return position - 1;
        if (found == header.end() && !options_.replaces_invalid()) check_header_bytes();
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

    // Whether row 1 has usual names, or else names, and a label that no other row has although
    // labels repeat.
    bool is_like_header() const {
        const Fields& header = first_[0];
        const auto is_usual = [&](std::size_t i) { return is_usual_name(header[i]); };
        const std::size_t label = columns_.back();
        if (std::ranges::max(columns_) >= header.size()) return false;
        if (std::ranges::all_of(columns_, is_usual)) return true;
        std::set<std::string_view> labels;
        for (const Fields& row : first_)
            if (&row != &header && row.size() > label) labels.insert(bare(row[label]));
        for (std::size_t i = 0; i < header.size(); ++i) // pandas: "0,1", or ",0,1" with an index
            if (header[i] != std::to_string(i) && header[i] != std::to_string(i - 1) &&
                !is_like_name(header[i]))
                return false;
        return has_label_ && !labels.contains(header[label]) && !labels.empty() &&
               first_.size() > 2 * labels.size();
    }

    static bool is_like_name(std::string_view field) {
        return field.size() <= 40 && std::ranges::count(field, ' ') <= 2 &&
               field.find_first_of(".,;:!?\"'") == std::string_view::npos &&
               (field.empty() || field[0] < '0' || field[0] > '9');
    }

    // Whether nine in ten fields of the column have quotes, but for missing values. A line may hold
    // a part of a field.
    bool is_enclosed(std::size_t column) const {
        std::size_t quoted = 0, plain = 0;
        for (const Fields& row : std::span(first_).subspan(1)) {
            if (row.size() != dialect_.columns) continue;
            const std::string& field = row[column];
            if (field.starts_with('"') || field.ends_with('"')) ++quoted;
            else if (!field.empty() && field != "NA") ++plain;
        }
        return quoted >= 9 * plain;
    }

    void note(bool by_position) {
        ReadNotes& notes = source_.notes;
        if (by_position && has_header_ && options_.header == "auto")
            notes.push_back("row 1 is a header (if not, set data.header = \"no\")");
        if (all_named_ && std::ranges::all_of(wanted_, position_of))
            notes.push_back("row 1 has the names of the columns (if these are positions, set "
                            "data.header = \"no\")");
        if (dialect_.separator != default_)
            notes.push_back("the separator is " + name_of(dialect_.separator));
        if (shift_) notes.push_back("column 1 has no name in the header");
        if (skipped_ > 0) notes.push_back("row 1 is in line " + std::to_string(skipped_ + 1));
    }

    void add(Fields& fields) {
        // Too many fields are an error, too: after a stray separator, a text would be cut short.
        const std::size_t columns = dialect_.columns;
        if (fields.size() != columns || (has_end_ && !fields.back().empty()))
            source_.refuse("expected " + std::to_string(columns - (has_end_ ? 1 : 0)) + " " +
                           name_of(dialect_.separator) + "-separated columns, found " +
                           std::to_string(fields.size()) + columns_hint(fields));
        std::string text = std::move(fields[columns_[0]]);
        const std::size_t texts = columns_.size() - (has_label_ ? 1 : 0);
        for (std::size_t i = 1; i < texts; ++i) (text += '\n') += fields[columns_[i]];
        source_.add(has_label_ ? fields[columns_.back()] : "", std::move(text));
    }

    std::string columns_hint(const Fields& fields) const {
        if (fields[0].starts_with('\'') || fields.back().ends_with('\''))
            return convert_hint("csvformat -q \"'\" @", source_.name);
        if (fields.size() == 1 && fields[0].find(dialect_.separator) != std::string::npos)
            return "; the row as a whole is in quotes" +
                   convert_hint("sed 's/^\"//; s/\"$//; s/\"\"/\"/g' @", source_.name);
        return "; put texts with separators in double quotes";
    }

    Source& source_;
    const ReaderOptions& options_;
    const char default_; // separator
    Fields wanted_;      // names or positions of the texts' columns, then of the label's
    std::string head_;   // lines at the start of the file
    Rows first_;         // of head_; empty if no row can be read
    Dialect dialect_;
    std::size_t skipped_ = 0; // lines before row 1
    bool all_named_ = false, has_header_ = false, has_label_ = true;
    bool shift_ = false;               // the header's names begin at column 2
    bool has_end_ = false;             // rows end in a separator, but not the header
    std::vector<std::size_t> columns_; // of the texts, and of the label if has_label_, from 0
};

} // namespace

void read_tsv(Source& source) { Table(source, '\t').read(); }
void read_csv(Source& source) { Table(source, ',').read(); }

} // namespace textrnn
