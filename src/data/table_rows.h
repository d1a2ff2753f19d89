// Rows of a table: lines split at separators, and joined while a quoted field is open.
#pragma once

#include "data/reader.h"
#include "data/unicode.h"
#include "io/text.h"

#include <algorithm>
#include <set>
#include <utility>

namespace textrnn {

using Fields = std::vector<std::string>;
using Rows = std::vector<Fields>;

// Limits the memory for a file that consists of separators.
inline constexpr std::size_t kMaxColumns = 16384;

enum class Quoting { kNone, kCsv, kTsv }; // see read_csv and read_tsv; kNone: quotes are characters

struct Dialect {
    char separator = '\t';
    Quoting quoting = Quoting::kNone;
    bool keep_quotes = false;     // fields are as in the file
    std::size_t columns = 0;      // fields per row; 0: not known
    std::vector<bool> enclosed{}; // kTsv, per column: 9 in 10 of its fields have quotes (read_tsv)
    std::size_t label = ~std::size_t{0};         // kTsv: column of the labels, from 0; ~0: none
    std::set<std::string, std::less<>> labels{}; // kTsv: labels known or already read; empty: any
    bool has_lines = false; // the first rows are valid CSV, and a quoted field has several lines

    void add_label(std::string_view name) { // at most 10,000: limits the memory
        if (!name.empty() && labels.size() < 10000 && !labels.contains(name)) labels.emplace(name);
    }
};

inline std::string_view bare(std::string_view field) { // without the quotes around it
    const bool has_quotes = field.size() > 1 && field.starts_with('"') && field.ends_with('"');
    return has_quotes ? field.substr(1, field.size() - 2) : field;
}

// A CSV row is split by RFC 4180; if that fails, \" and \\ count as " and \. A TSV row with quotes
// is split likewise (\" counts only if a column is enclosed), but at every tab if that does not
// yield dialect.columns fields: quotes may be stray.
class TableRows {
public:
    // Skips `skipped` lines before row 1. `source` and `dialect` must outlive the object.
    TableRows(Source& source, const Dialect& dialect, std::size_t skipped)
        : source_(source), dialect_(dialect),
          has_plain_column_(std::ranges::count(dialect.enclosed, false) > 0) {
        while (line_number_ < skipped && take_line()) buffer_.erase(0, std::exchange(end_, 0));
    }

    // Reads the next row that is not blank; false at the end. Sets source.line to the line where
    // the row begins, also if it throws. Throws Error(kBadData) "name:line:column: ..." for
    // malformed quotes (the next call reads from the row's second line on), and as LineReader::next
    // does for a bad line in the row (the next call reads the next row).
    bool next(Fields& fields) {
        const char* const blanks = dialect_.separator == '\t' ? " \r\x1a" : " \t\r\x1a";
        first_error_.reset();
        may_be_rows_ = false;
        const std::size_t previous = line_number_;
        do {
            // Erases earlier rows, unless that would move more bytes than it erases: the total
            // work stays linear.
            if (2 * end_ >= buffer_.size()) buffer_.erase(0, std::exchange(end_, 0));
            begin_ = end_;
            if (!take_line()) return false;
        } while (row_.find_first_not_of(blanks) == row_.npos);
        source_.line = line_number_;
        blank_lines_ += line_number_ - previous - 1;
        split_row();
        if (first_error_) throw Error(first_error_->second);
        fields.clear();
        for (const auto& [begin, size] : spans_) {
            const std::string_view field = row_.substr(begin, size);
            const bool is_quoted = !dialect_.keep_quotes && is_enclosed(field, fields.size());
            fields.push_back(is_quoted ? unquoted(field) : std::string(field));
        }
        return true;
    }

    std::size_t blank_lines() const { return blank_lines_; } // without those at the end
    // The line of the first row for which extend() is not sure where the row ends, or npos.
    std::size_t unsure_line() const { return unsure_line_; }

private:
    // Appends a line to the row: the next line that give_back() left in buffer_, else of the file;
    // false at the end. Keeps the row's first error (line too long, not UTF-8) for next().
    bool take_line() {
        const bool is_new = end_ == buffer_.size();
        const std::size_t number = line_number_ + 1;
        try {
            if (is_new && !source_.lines->next(text_)) return false;
            if (!is_new) {
                text_.assign(buffer_, end_, buffer_.find('\n', end_) - end_);
                if (const auto found = long_lines_.find(number); found != long_lines_.end())
                    throw Error(found->second);
                check_text(text_, source_.name, number, false);
            }
        } catch (const Error& error) {
            if (error.code() != ExitCode::kBadData) throw;
            if (text_.size() > kMaxLineBytes) {
                long_lines_.emplace(number, error);
                text_.assign(1, '?');
            }
            if (!first_error_) first_error_.emplace(number, error);
        }
        if (is_new) (buffer_ += text_) += '\n';
        end_ = is_new ? buffer_.size() : buffer_.find('\n', end_) + 1;
        row_ = std::string_view(buffer_).substr(begin_, end_ - begin_ - 1);
        line_number_ = number;
        return true;
    }

    void split_row() {
        const bool is_csv = dialect_.quoting == Quoting::kCsv;
        const auto fits = [&] {
            return split(true) && (is_csv || spans_.size() == dialect_.columns);
        };
        has_backslashes_ = false;
        if (dialect_.quoting == Quoting::kNone || row_.find('"') == row_.npos)
            return void(split(false)); // always succeeds
        if (fits()) {
            if (may_be_rows_) unsure_line_ = std::min(unsure_line_, source_.line);
            return;
        }
        has_backslashes_ = (is_csv || std::ranges::count(dialect_.enclosed, true) > 0) &&
                           row_.find("\\\"") != row_.npos;
        if (has_backslashes_ && fits()) return;
        if (is_csv) {
            const std::string place = place_of(row_, offset_, source_.name, source_.line);
            give_back(row_.find('\n'));
            refuse(place, problem_ + "; set data.separator, or if quotes are part of the texts, "
                                     "data.quoting = \"none\"");
        }
        has_backslashes_ = false;
        split(false);
    }

    // Adds the next line to the row. Adds none and returns false at the end of the file, for a row
    // over kMaxLineBytes, and if the open quote is text: a column of the TSV is not enclosed, the
    // row's first line (label F) and the next line (label N) have dialect.columns fields, and
    //   - N is known, and F is known or precedes the open quote (known: in dialect.labels, or
    //     these are empty); or
    //   - N is not empty and equals the label of the row's last line, and !dialect.has_lines.
    bool extend() {
        const std::size_t length = row_.size();
        if (length > kMaxLineBytes || !take_line()) return false;
        if (dialect_.quoting != Quoting::kTsv || !has_plain_column_) return true;
        if (line_number_ == source_.line + 1) // the row had one line
            first_label_ = last_label_ = label_of(row_.substr(0, length));
        const std::string next = label_of(row_.substr(length + 1));
        const std::string previous = std::exchange(last_label_, next);
        if (first_label_ == kNoRow || next == kNoRow) return true;
        const auto is_known = [&](const std::string& label) {
            return dialect_.labels.empty() || dialect_.labels.contains(label);
        };
        const bool is_label_before = dialect_.label < spans_.size();
        const bool are_known = is_known(next) && (is_label_before || is_known(first_label_));
        const bool are_equal = next == previous && !next.empty() && !dialect_.has_lines;
        may_be_rows_ |= !are_known;
        if (!are_known && !are_equal) return true;
        if (!are_known || dialect_.labels.empty())
            unsure_line_ = std::min(unsure_line_, source_.line);
        give_back(length);
        return false;
    }

    static constexpr const char* kNoRow = "\n"; // no label contains LF
    // The label of a line with dialect.columns fields ("" without a label column); else kNoRow.
    std::string label_of(std::string_view line) const {
        std::size_t column = 0;
        std::string label;
        for (std::size_t begin = 0, end = 0; begin <= line.size(); begin = end + 1) {
            end = std::min(line.find(dialect_.separator, begin), line.size());
            if (column++ == dialect_.label) label = trimmed(line.substr(begin, end - begin));
        }
        return column == dialect_.columns ? label : kNoRow;
    }

    // Shortens the row to at most `length` bytes; take_line() will take the lines after them again.
    void give_back(std::size_t length) {
        if (row_.size() <= length) return;
        line_number_ -= static_cast<std::size_t>(std::ranges::count(row_.substr(length), '\n'));
        if (first_error_ && first_error_->first > line_number_) first_error_.reset();
        row_ = row_.substr(0, length);
        end_ = begin_ + length + 1;
    }

    // Sets spans_, and gives back the lines after the row; false if its quotes are malformed.
    bool split(bool knows_quotes) {
        spans_.clear();
        offset_ = 0;
        for (bool has_more = true; has_more && spans_.size() <= kMaxColumns; ++offset_) {
            const std::size_t quote =
                knows_quotes ? row_.find_first_not_of(' ', offset_) : row_.size();
            const bool is_quoted = quote < row_.size() && row_[quote] == '"';
            const std::size_t begin = is_quoted ? quote : offset_;
            if (is_quoted && !pass_quoted(quote)) return false;
            const std::size_t end = offset_;
            for (; offset_ < row_.size() && row_[offset_] != dialect_.separator; ++offset_) {
                const char c = row_[offset_];
                if (c == '\n') break;
                if (!knows_quotes || (is_quoted ? c == ' ' : c != '"')) continue;
                // The message names the opening quote: it may be the mistake, many lines above.
                if (is_quoted) offset_ = quote;
                problem_ = is_quoted ? "text follows the closing quote of this field"
                                     : "found a quote within an unquoted field; put the whole "
                                       "field in double quotes, and double the quotes in it";
                return false;
            }
            spans_.push_back({begin, (is_quoted ? end : offset_) - begin});
            has_more = offset_ < row_.size() && row_[offset_] != '\n';
        }
        give_back(row_.find('\n', offset_ - 1));
        return true;
    }

    // Moves offset_ behind the field with this opening quote; false if it is not closed.
    bool pass_quoted(std::size_t quote) {
        for (offset_ = quote + 1;; offset_ += 2) {
            while ((offset_ = has_backslashes_ ? row_.find_first_of("\"\\", offset_)
                                               : row_.find('"', offset_)) == row_.npos) {
                offset_ = row_.size();
                if (extend()) continue;
                offset_ = quote;
                problem_ = row_.size() > kMaxLineBytes ? "the quoted field is too long"
                                                       : "the quote is never closed";
                return false;
            }
            if (row_[offset_] == '"' && !row_.substr(offset_ + 1).starts_with('"'))
                return ++offset_ > 0;
        }
    }

    // True if the quotes at both ends are syntax, not text: the rules of read_csv and read_tsv.
    bool is_enclosed(std::string_view field, std::size_t column) const {
        if (dialect_.quoting == Quoting::kCsv) return field.starts_with('"');
        const std::string_view inner = bare(field);
        if (dialect_.quoting == Quoting::kNone || inner.size() == field.size()) return false;
        if (column < dialect_.enclosed.size() && dialect_.enclosed[column]) return true;
        const auto quotes = std::ranges::count(inner, '"');
        return inner.find_first_of("\t\n\r") < inner.size() ||
               (quotes > 0 && quotes == 2 * std::ranges::count(unquoted(field), '"'));
    }

    std::string unquoted(std::string_view field) const {
        std::string result;
        field = field.substr(1, field.size() - 2);
        for (std::size_t i = 0; i < field.size(); ++i) {
            const std::string_view pair = field.substr(i, 2);
            if (pair == "\"\"" || (has_backslashes_ && (pair == "\\\"" || pair == "\\\\"))) ++i;
            result += field[i];
        }
        return result;
    }

    Source& source_;
    const Dialect& dialect_;
    const bool has_plain_column_; // a column that is not enclosed
    // Lines, each with LF: of earlier rows, of the row (from begin_ to end_), then the lines that
    // were given back.
    std::string buffer_;
    std::size_t begin_ = 0, end_ = 0;
    std::string_view row_; // the row's lines in buffer_, without the last LF
    std::string text_;     // memory of take_line(): the line while it is checked
    std::map<std::size_t, Error> long_lines_;                   // by line number
    std::optional<std::pair<std::size_t, Error>> first_error_;  // of the row, with its line
    std::string first_label_, last_label_; // extend(): of the row's first and last line
    std::size_t line_number_ = 0; // of the row's last line
    std::size_t blank_lines_ = 0, unsure_line_ = std::string::npos;
    std::size_t offset_ = 0; // of the scan, in row_
    std::vector<std::pair<std::size_t, std::size_t>> spans_; // of fields: begin, size with quotes
    bool has_backslashes_ = false; // \" is a quote within quotes
    bool may_be_rows_ = false;     // a line within the open quote may be a row of its own
    std::string problem_;          // at offset_, if split() returned false
};

} // namespace textrnn
