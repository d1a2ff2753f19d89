// TSV and CSV: two columns of a table become examples. Where RFC 4180 leaves CSV undefined, the
// reader throws: a quote within an unquoted field, or text between a closing quote and a comma.
#include "core/error.h"
#include "data/reader.h"
#include "io/file.h"
#include "io/text.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace textrnn {

namespace {

using Fields = std::vector<std::string>;

// Limits the memory for a file that consists of separators.
constexpr std::size_t kMaxColumns = 16384;

// The number in `column` if it is a position from 1; 0 if it is a name.
std::size_t position_of(const std::string& column) {
    std::size_t position = 0;
    const char* end = column.data() + column.size();
    const auto parsed = std::from_chars(column.data(), end, position);
    return parsed.ec == std::errc() && parsed.ptr == end ? position : 0;
}

// Finds the two columns by name or position, and checks that all rows have the same number of
// fields.
class Table {
public:
    Table(std::string file, char separator, const ReaderOptions& options, const UseExample& use)
        : file_(std::move(file)), separator_(separator), options_(options), use_(use),
          text_(position_of(options.text_column)),
          label_(options.labels_optional ? text_ : position_of(options.label_column)) {
        const std::string columns = "data.text_column = " + excerpt(options.text_column) +
                                    ", data.label_column = " + excerpt(options.label_column);
        // With one name and one position it is unknown whether the file has a header.
        if ((text_ == 0) != (label_ == 0))
            throw Error(ExitCode::kBadConfig,
                        columns + ": expected two names or two positions from 1");
        if (!options.labels_optional && text_ == label_ &&
            (text_ != 0 || options.text_column == options.label_column))
            throw Error(ExitCode::kBadConfig, columns + ": expected two different columns");
    }

    // Passes the row on as an example and moves strings out of `fields`. It begins in `line`.
    void add_row(Fields& fields, std::size_t line) {
        if (fields.size() == 1 && fields[0].empty()) {
            if (blank_line_ == 0) blank_line_ = line;
            return;
        }
        // Blank lines are harmless at the end of the file; elsewhere, data may be missing.
        if (blank_line_ != 0) refuse_line(file_, blank_line_, "expected a row, found a blank line");
        if (fields.size() > kMaxColumns)
            refuse_line(file_, line, "expected at most " + std::to_string(kMaxColumns) +
                                         " columns, found more");
        if (columns_ == 0) {
            // The first row, header or not, determines the number of columns.
            columns_ = std::max({fields.size(), text_, label_});
            if (text_ == 0) {
                text_ = find_column(fields, options_.text_column, "data.text_column");
                label_ = options_.labels_optional
                             ? text_
                             : find_column(fields, options_.label_column, "data.label_column");
                return;
            }
        }
        check_count(fields, line);
        std::string label = options_.labels_optional ? "none" : std::move(fields[label_ - 1]);
        if (label.empty()) refuse_line(file_, line, "the label is empty");
        Example example{std::move(label), std::move(fields[text_ - 1]), line};
        use_(example);
    }

private:
    std::size_t find_column(const Fields& header, const std::string& name,
                            const std::string& key) const {
        const auto found = std::find(header.begin(), header.end(), name);
        if (found == header.end())
            refuse_line(file_, 1, "no column " + excerpt(name) + " in the header (found: " +
                                      listed(header) + ")" + suggestion(name, header) + "; set " +
                                      key + " to a column's name or position" + format_hint());
        // Tables joined from two tables often contain a name twice.
        if (std::find(found + 1, header.end(), name) != header.end())
            refuse_line(file_, 1, "the header has two columns " + excerpt(name));
        return static_cast<std::size_t>(found - header.begin()) + 1;
    }

    // Too many fields are an error, too: after a stray separator, the text would be cut short.
    void check_count(const Fields& fields, std::size_t line) const {
        if (fields.size() != columns_)
            refuse_line(file_, line, "expected " + std::to_string(columns_) +
                                         (separator_ == '\t' ? " tab" : " comma") +
                                         "-separated columns, found " +
                                         std::to_string(fields.size()) + format_hint());
    }

    std::string format_hint() const {
        return separator_ == '\t'
                   ? "; texts have no tabs; for commas, set data.format = \"csv\""
                   : "; put texts with commas in quotes; for tabs, set data.format = \"tsv\"";
    }

    std::string file_;
    char separator_;
    const ReaderOptions& options_;
    const UseExample& use_;
    std::size_t text_, label_;   // numbers of columns from 1; 0: not yet found in the header
    std::size_t columns_ = 0;    // per row; 0 before the first row
    std::size_t blank_line_ = 0; // the first blank line; 0: none
};

class CsvScanner {
public:
    CsvScanner(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

    // False at the end of the text. A line end after the last row begins no further row.
    bool next_row(Fields& fields) {
        const std::string_view last_row = text_.substr(row_begin_, offset_ - row_begin_);
        line_ += static_cast<std::size_t>(std::count(last_row.begin(), last_row.end(), '\n'));
        row_begin_ = offset_;
        fields.clear();
        if (offset_ == text_.size()) return false;
        do fields.push_back(next_field());
        while (fields.size() <= kMaxColumns && accept(","));
        if (!accept("\n")) accept("\r\n");
        return true;
    }
    std::size_t line() const { return line_; } // in which the last row read begins, from 1

private:
    bool is_next(std::string_view expected) const {
        return text_.substr(offset_).starts_with(expected);
    }
    bool accept(std::string_view expected) {
        const bool accepted = is_next(expected);
        offset_ += accepted ? expected.size() : 0;
        return accepted;
    }
    std::string take_until(std::size_t end) {
        const std::size_t begin = std::exchange(offset_, std::min(end, text_.size()));
        return std::string(text_.substr(begin, offset_ - begin));
    }

    std::string next_field() {
        const std::size_t begin = offset_;
        std::string field = accept("\"") ? quoted_rest(begin) : unquoted();
        if (field.size() > kMaxLineBytes)
            fail(begin, std::string("the field is longer than ") + kMaxLineText);
        return field;
    }

    std::string unquoted() {
        std::string field = take_until(text_.find_first_of(",\n\"", offset_));
        if (is_next("\""))
            fail(offset_, "found a quote within an unquoted field; put the whole field in double "
                          "quotes, and double the quotes in it");
        if (is_next("\n") && field.ends_with('\r')) field.pop_back(); // the line end is CRLF
        return field;
    }

    // The rest of a field after its opening quote, which is at `opened`. Text between quotes is
    // literal, including line ends; a doubled quote is one quote.
    std::string quoted_rest(std::size_t opened) {
        std::string field;
        do {
            field += take_until(text_.find('"', offset_));
            if (!accept("\"")) fail(opened, "the quote is never closed");
            if (is_next("\"")) field += '"';
        } while (accept("\""));
        // The message names the place of the opening quote, as a missing quote may be far above.
        if (offset_ < text_.size() && !is_next(",") && !is_next("\n") && !is_next("\r\n"))
            fail(offset_, "expected a comma or a line end after the closing quote (the field "
                          "begins at " + place_of(text_, opened, file_) + ")");
        return field;
    }

    [[noreturn]] void fail(std::size_t offset, const std::string& problem) const {
        throw Error(ExitCode::kBadData, place_of(text_, offset, file_) + ": " + problem);
    }

    std::string_view text_;
    std::string file_;
    std::size_t offset_ = 0;
    std::size_t row_begin_ = 0;
    std::size_t line_ = 1;
};

} // namespace

void read_tsv(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    Table table(input_name(path), '\t', options, use);
    Fields fields;
    for_each_line(path, options.replaces_invalid(), [&](std::string& line, std::size_t number) {
        fields.clear();
        std::size_t begin = 0, tab = 0;
        for (; fields.size() <= kMaxColumns; begin = tab + 1) {
            tab = line.find('\t', begin);
            if (tab == std::string::npos) break;
            fields.push_back(line.substr(begin, tab - begin));
        }
        fields.push_back(line.substr(begin));
        table.add_row(fields, number);
    });
}

void read_csv(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    Table table(input_name(path), ',', options, use);
    const std::string text = read_text(path, options.replaces_invalid());
    CsvScanner scanner(text, input_name(path));
    for (Fields fields; scanner.next_row(fields);) table.add_row(fields, scanner.line());
}

} // namespace textrnn
