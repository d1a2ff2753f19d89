// CSV after RFC 4180. What the RFC leaves open is an error here rather than a guess: a quote
// within an unquoted field, or anything between a closing quote and the next comma.
#include "core/error.h"
#include "data/messages.h"
#include "data/read_text.h"
#include "data/readers.h"
#include "data/table.h"
#include "core/utf8.h"
#include "io/file.h"

#include <algorithm>

namespace textrnn {
namespace {

class CsvScanner {
public:
    CsvScanner(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

    // False at the end of the text. A line end behind the last row starts no further row.
    bool next_row(std::vector<std::string>& fields) {
        line_ += static_cast<std::size_t>(
            std::count(text_.begin() + row_begin_, text_.begin() + position(), '\n'));
        row_begin_ = position();
        fields.clear();
        if (offset_ == text_.size()) return false;
        do {
            fields.push_back(next_field());
        } while (skip(","));
        if (!skip("\n")) skip("\r\n");
        return true;
    }
    std::size_t line() const { return line_; } // where the row just read began, from 1

private:
    std::ptrdiff_t position() const { return static_cast<std::ptrdiff_t>(offset_); }

    bool skip(std::string_view expected) {
        if (!text_.substr(offset_).starts_with(expected)) return false;
        offset_ += expected.size();
        return true;
    }
    bool is_at_field_end() const {
        const std::string_view rest = text_.substr(offset_);
        return rest.empty() || rest[0] == ',' || rest[0] == '\n' || rest.starts_with("\r\n");
    }

    std::string next_field() {
        const std::size_t begin = offset_;
        std::string field = skip("\"") ? quoted_rest(begin) : unquoted();
        if (field.size() > kMaxLineBytes) {
            const std::string limit = std::to_string(kMaxLineBytes >> 20);
            fail(begin, "the field is longer than " + limit + " MiB");
        }
        return field;
    }

    std::string unquoted() {
        const std::size_t begin = offset_;
        offset_ = std::min(text_.find_first_of(",\n\"", offset_), text_.size());
        if (text_.substr(offset_).starts_with('"')) {
            fail(offset_, "found a quote within an unquoted field; the whole field has to be in "
                          "double quotes, and quotes in it doubled");
        }
        if (text_.substr(offset_).starts_with('\n') && offset_ > begin &&
            text_[offset_ - 1] == '\r') {
            --offset_; // the line end is CRLF
        }
        return std::string(text_.substr(begin, offset_ - begin));
    }

    // What is between two quotes is taken as it is, line ends too; a doubled quote is one quote.
    // The field whose opening quote, at `opened`, has been passed.
    std::string quoted_rest(std::size_t opened) {
        std::string field;
        for (;;) {
            const std::size_t quote = text_.find('"', offset_);
            if (quote == std::string_view::npos) fail(opened, "the quote is never closed");
            field.append(text_.substr(offset_, quote - offset_));
            offset_ = quote + 1;
            if (!skip("\"")) break;
            field.push_back('"');
        }
        // The quote that was forgotten may be far above: hence the place where the field began.
        if (!is_at_field_end()) {
            std::size_t end = offset_;
            next_code_point(text_, end);
            fail(offset_, "expected a comma or a line end after the closing quote, found " +
                              excerpt(text_.substr(offset_, end - offset_)) +
                              " (the field begins at " + place_of(text_, opened, file_) + ")");
        }
        return field;
    }

    [[noreturn]] void fail(std::size_t offset, const std::string& problem) const {
        throw Error(ExitCode::kBadData, place_of(text_, offset, file_) + ": " + problem);
    }

    std::string_view text_;
    std::string file_;
    std::size_t offset_ = 0;
    std::ptrdiff_t row_begin_ = 0;
    std::size_t line_ = 1;
};

} // namespace

std::vector<Example> read_csv(const std::string& path, const ReaderOptions& options) {
    const std::string text = read_text(path, options);
    CsvScanner scanner(text, input_name(path));
    Table table(input_name(path), Table::Separator::kComma, options);
    for (std::vector<std::string> fields; scanner.next_row(fields);) {
        table.add_row(fields, scanner.line());
    }
    return table.take_examples();
}

} // namespace textrnn
