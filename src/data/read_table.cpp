// TSV and CSV: the first rows tell the header and the columns; then each row becomes an example.
#include "data/first_rows.h"
#include "io/utf8.h"

namespace textrnn {

namespace {

constexpr const char* kSetColumns = "; set data.text_column and data.label_column to names or "
                                    "positions from 1, or data.separator";

bool contains(const Fields& fields, const std::string& name) {
    return std::ranges::find(fields, name) != fields.end();
}

std::string name_of(char separator) {
    return separator == '\t' ? "tab" : separator == ',' ? "comma" : excerpt({&separator, 1});
}

class TableReader {
public:
    TableReader(Source& source, char separator)
        : source_(source), options_(source.options), default_(separator),
          wanted_(options_.columns(true)) {}

    void read() {
        found_ = find_first_rows(source_, default_);
        source_.line = found_.skipped + 1; // row 1, for messages
        if (first_.empty()) refuse_other_kind();
        else find_columns();
        first_ = Rows(); // frees memory
        TableRows rows(source_, dialect_, found_.skipped);
        Fields fields;
        if (has_header_ && rows.next(fields)) header_ = fields;
        if (columns_.empty() && rows.next(fields)) // next() throws if it is malformed
            source_.refuse("row 1 is longer than 2 MiB: its columns cannot be found");
        for (bool has_more = true; has_more;)
            source_.try_row([&] {
                has_more = rows.next(fields);
                if (has_more) add(fields);
            });
        source_.note_count("columns without a name are not read; rows with text there", unnamed_);
        source_.note_count("texts keep their quotes (if wrong, set data.quoting = \"csv\")",
                           quoted_);
        if (rows.unsure_line() != std::string::npos)
            source_.notes.push_back("line " + std::to_string(rows.unsure_line()) + " has an open "
                                    "quote (text: data.quoting = \"none\"; syntax: \"csv\")");
        if (dialect_.columns == 1) source_.note_count(kBlankNote, rows.blank_lines());
    }

private:
    // Refuses JSON, fastText, and a CR in the first field.
    void refuse_other_kind() const {
        const std::string_view head = source_.lines->head(), line = head.substr(0, head.find('\n'));
        const bool has_label = line.find(" __label__") < line.size(); // fastText, label at the end
        const std::string format = has_label ? "fasttext" : format_by_content(head);
        if (format != "tsv") // another file may be a table: "auto" reads both
            source_.refuse("expected a table; set data.format = " +
                           in_quotes(format_of(source_.name, {}) == format ? "auto" : format) +
                           " (predict: or --format)");
        const std::string_view field = first_.empty() ? trimmed(line) : first_[0][0];
        if (field.find('\r') < field.size())
            source_.refuse("CR within row 1" + convert_hint("tr '\\r' '\\n' < @", source_.name));
    }

    void find_columns() {
        drop_missing_label();
        const auto is_name = [&](const std::string& name) { return contains(first_[0], name); };
        all_named_ = options_.header != "no" && std::ranges::all_of(wanted_, is_name) &&
                     (!std::ranges::all_of(wanted_, position_of) ||
                      (wanted_.size() > 1 && are_numbers(first_[0])));
        const bool by_position = !all_named_ && std::ranges::all_of(wanted_, position_of);
        if (options_.header == "no" && !by_position)
            refuse_config("data.header = \"no\" needs positions from 1 as data.text_column and "
                          "data.label_column");
        if (first_[0].size() > kMaxColumns)
            source_.refuse("expected at most 16384 columns, found more");
        if (!by_position) compare_widths();
        for (const std::string& name : wanted_) columns_.push_back(column_of(name));
        const bool may_have_header = by_position && options_.header == "auto";
        has_header_ = options_.header == "yes" || !by_position ||
                      (may_have_header &&
                       is_like_header(first_, columns_, has_label_, options_.known_labels));
        if (may_have_header && has_header_) compare_widths();
        const std::set<std::size_t> different(columns_.begin(), columns_.end());
        if (different.size() < columns_.size()) refuse_equal_columns(listed(wanted_));
        dialect_.columns = std::max(dialect_.columns, *different.rbegin() + 1);
        if (filled_ == 0) filled_ = dialect_.columns;
        note(by_position);
        if (named_ > 0) named_ = std::max(named_ + shift_, *different.rbegin() + 1);
        for (std::size_t i = 0; i < dialect_.columns; ++i)
            dialect_.enclosed.push_back(first_.size() > 1 &&
                                        is_column_enclosed(first_, dialect_.columns, i));
        if (first_.size() == 2 && std::ranges::count(dialect_.enclosed, false) > 0)
            dialect_.enclosed.assign(dialect_.columns, false);
        if (dialect_.quoting == Quoting::kTsv && has_label_) find_labels();
    }

    // Sets the labels that tell a TSV row from a part of a text.
    void find_labels() {
        bool has_quotes = false;
        const std::size_t column = dialect_.label = columns_.back();
        dialect_.labels.insert(options_.known_labels.begin(), options_.known_labels.end());
        for (const Fields& row : std::span(first_).subspan(has_header_ ? 1 : 0)) {
            if (row.size() != dialect_.columns) continue;
            has_quotes |= bare(row[column]).size() < row[column].size();
            dialect_.add_label(trimmed(row[column]));
        }
        if (has_quotes && !dialect_.enclosed[column])
            source_.notes.push_back("some labels have quotes (if these are not part of the label, "
                                    "set data.quoting = \"csv\")");
    }

    // Drops the label from wanted_ if labels are optional, and its column is missing or a text's.
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

    // Sets the number of columns to the header's, unless the rows differ for a known reason: R
    // writes no name for the row numbers, other programs end the header or the rows in separators.
    void compare_widths() {
        const auto rows = std::span(first_).subspan(1);
        const std::size_t header = first_[0].size(), usual = dialect_.columns;
        named_ = header;
        while (named_ > 1 && first_[0][named_ - 1].empty()) --named_;
        const auto ends_empty = [&](const Fields& row) {
            return row.size() > header && is_empty_from(row, header);
        };
        const bool has_end = rows.size() > 1 && usual > header &&
                             2 * std::ranges::count_if(rows, ends_empty) > std::ssize(rows);
        shift_ = usual == header + 1 && !has_end && has_row_numbers(rows);
        if (has_end) filled_ = header;
        if (!has_end && !shift_ && (usual < named_ || usual > header)) dialect_.columns = header;
    }

    // The hint in the message for a table without the column `name`.
    std::string column_hint(const std::string& name) const {
        const Fields& header = first_[0];
        if (!options_.labels_optional) { // else the rows may be texts
            if (const std::string hint = quoted_row_hint(header); !hint.empty()) return hint;
            if (dialect_.columns == 1 && position_of(options_.label_column) < 2 &&
                begin_with_labels(first_))
                return convert_hint("sed 's/ /\\t/' @", source_.name);
        }
        if (header[0].starts_with('\'') && header[0].ends_with('\'')) return quotes_hint();
        if (position_of(name) > 0) return kSetColumns;
        if (const std::string hint = suggestion(name, header); !hint.empty())
            return hint + " (data.text_column, data.label_column)";
        if (name.find(',') < name.size())
            return "; several columns are written [\"title\", \"body\"]";
        const bool has_texts = header.size() > 1 || contains(header, wanted_[0]);
        if (has_label_ && name == wanted_.back() && has_texts)
            return "; set data.label_column (without labels: textrnn predict)";
        return kSetColumns;
    }

    std::size_t column_of(const std::string& name) const {
        const Fields& header = first_[0];
        const std::size_t position = all_named_ ? 0 : position_of(name);
        const auto found = std::ranges::find(header, name);
        if (position > dialect_.columns)
            source_.refuse("no column " + name + ": the rows have " +
                           std::to_string(dialect_.columns) + " " + name_of(dialect_.separator) +
                           "-separated columns" + column_hint(name));
        if (position > 0) return position - 1;
        if (found == header.end()) {
            refuse_other_kind();
            const auto is_in_next = [&](const auto& wanted) { return contains(first_[1], wanted); };
            if (first_.size() > 1 && std::ranges::all_of(wanted_, is_in_next))
                source_.refuse("the header is in the next row" +
                               convert_hint("tail -n +" + std::to_string(found_.skipped + 2) + " @",
                                            source_.name));
            std::string line; // next() throws if row 1 is not UTF-8 (first_ has U+FFFD)
            while (source_.lines->line_number() <= found_.skipped && source_.lines->next(line)) {}
            source_.refuse("no column " + excerpt(name) + " in the header (found: " +
                           listed(header) + ")" + column_hint(name));
        }
        if (std::find(found + 1, header.end(), name) != header.end()) // e.g. of joined tables
            source_.refuse("the header has two columns " + excerpt(name) +
                           "; name the column by its position from 1");
        return static_cast<std::size_t>(found - header.begin()) + (shift_ ? 1 : 0);
    }

    void note(bool by_position) {
        ReadNotes& notes = source_.notes;
        if (by_position && has_header_ && options_.header == "auto")
            notes.push_back("row 1 is a header (if not, set data.header = \"no\"); text column: " +
                            excerpt(first_[0][columns_[0]]) +
                            (columns_.size() - has_label_ > 1 ? ", ..." : ""));
        else if (by_position && options_.header == "auto" &&
                 (options_.labels_optional || (columns_[0] < first_[0].size() &&
                                               is_usual_name(first_[0][columns_[0]]))))
            notes.push_back("row 1 is read as a record (if a header, set data.header = \"yes\")");
        const bool has_known = !options_.known_labels.empty();
        const auto may_be = [&](const Fields& row) {
            return may_have_label(row, columns_.back(), options_.known_labels);
        };
        if (by_position && options_.header == "yes" && has_label_ && has_known &&
            may_be(first_[0]) && !first_[0][columns_.back()].empty())
            notes.push_back("row 1 has a known label, but is not read, as data.header is \"yes\"");
        const auto rows = std::span(first_).subspan(has_header_ ? 1 : 0);
        if (options_.labels_optional && has_known && rows.size() > (has_label_ ? 0u : 1u) &&
            (has_label_ ? std::ranges::none_of(rows, may_be) : std::ranges::all_of(rows, may_be)))
            notes.push_back("column " + std::to_string(columns_.back() + 1) +
                            (has_label_ ? " has no label" : " has labels") + " of the model "
                            "(data.label_column; texts are in data.text_column)");
        if (all_named_ && std::ranges::all_of(wanted_, position_of))
            notes.push_back("row 1 has the names of the columns (for positions in a file without "
                            "header, set data.header = \"no\")");
        if (options_.separator == "auto" && dialect_.separator != default_)
            notes.push_back("the separator is " + name_of(dialect_.separator));
        if (shift_) notes.push_back("column 1 has no name in the header");
        if (found_.skipped > 0)
            notes.push_back("row 1 is in line " + std::to_string(found_.skipped + 1));
    }

    // The hint for a row whose whole line is in quotes, as some programs write it; else "".
    std::string quoted_row_hint(const Fields& fields) const {
        if (fields.size() > 1 || fields[0].find(dialect_.separator) == std::string::npos) return "";
        return "; the row as a whole is in quotes" + convert_hint(kUnquoteLines, source_.name);
    }

    // The hint in the message for a row with a wrong number of columns.
    std::string columns_hint(const Fields& fields) const {
        if (fields[0].starts_with('\'') || fields.back().ends_with('\'')) return quotes_hint();
        const bool is_short = fields.size() < dialect_.columns;
        if (is_short && dialect_.quoting == Quoting::kTsv && dialect_.enclosed[columns_[0]])
            return "; if quotes enclose fields, set data.quoting = \"csv\"";
        if (is_short && source_.line == found_.skipped + 1)
            return "; if row 1 is a header, set data.header = \"yes\"";
        if (fields.size() <= dialect_.columns || options_.quoting == "none")
            return quoted_row_hint(fields);
        const std::string hint = "; put texts with separators in double quotes";
        if (source_.line > found_.skipped + 2 || fields.size() != header_.size() + 1) return hint;
        return hint + ", or if column 1 has no name, set data.header = \"yes\" and use positions";
    }

    std::string quotes_hint() const { // converts single quotes to double quotes
        const std::string input = dialect_.separator == ','    ? ""
                                  : dialect_.separator == '\t' ? " -t"
                                  : std::string(" -d '") + dialect_.separator + "'";
        return convert_hint("csvformat" + input + " -q \"'\" @", source_.name);
    }

    // Too many fields are an error, too: after a stray separator, a text would be cut short.
    void add(Fields& fields) {
        if (fields == header_) source_.refuse("the row repeats the header (or set data.header)");
        if (fields.size() < filled_ || fields.size() > dialect_.columns ||
            !is_empty_from(fields, filled_))
            source_.refuse("expected " + std::to_string(filled_) + " " +
                           name_of(dialect_.separator) + "-separated columns, found " +
                           std::to_string(fields.size()) + columns_hint(fields));
        unnamed_ += named_ > 0 && !is_empty_from(fields, std::min(named_, fields.size()));
        std::string text;
        for (std::size_t i = 0; i < columns_.size() - has_label_; ++i) {
            std::string& field = fields[columns_[i]];
            quoted_ += dialect_.quoting == Quoting::kTsv && bare(field).size() < field.size();
            text = i == 0 ? std::move(field) : text + '\n' + field;
        }
        const std::string label(has_label_ ? trimmed(fields[columns_.back()]) : "");
        if (dialect_.quoting != Quoting::kNone && label.size() > 1 && label.starts_with('\'') &&
            label.ends_with('\'') && text.starts_with('\''))
            source_.refuse("expected double quotes around fields, found single quotes" +
                           quotes_hint());
        source_.add(label, std::move(text));
        if (dialect_.quoting == Quoting::kTsv && has_label_) dialect_.add_label(label);
    }

    Source& source_;
    const ReaderOptions& options_;
    const char default_; // of the separator, if it is "auto"
    Fields wanted_;      // names or positions of the texts' columns, then of the label's
    FirstRows found_;
    Rows& first_ = found_.rows;
    Dialect& dialect_ = found_.dialect;
    Fields header_;           // row 1 if it is no example
    bool all_named_ = false;  // row 1 has all wanted_ names
    bool shift_ = false;      // the header's names begin at column 2
    bool has_header_ = false; // row 1 is not an example
    bool has_label_ = true;   // false: labels are optional, and there is no label column
    std::size_t filled_ = 0;  // columns with content; later fields must be empty
    std::size_t named_ = 0;   // columns up to the last that is named or read; 0: not known
    std::size_t unnamed_ = 0; // rows with content behind the named columns
    std::size_t quoted_ = 0;  // texts that begin and end with a quote
    std::vector<std::size_t> columns_; // from 0: texts, label if has_label_; empty: not known
};

} // namespace

void read_tsv(Source& source) { TableReader(source, '\t').read(); }
void read_csv(Source& source) { TableReader(source, ',').read(); }

} // namespace textrnn
