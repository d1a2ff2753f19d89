// Finding the two columns that matter, and holding every row to the first one's number of fields.
#include "data/table.h"

#include "core/error.h"
#include "data/messages.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace textrnn {
namespace {

// The column's number from 0, when it is given as a position from 1; nothing when it is a name.
std::optional<std::size_t> position_of(const std::string& column, const std::string& key) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (column.empty() || !std::all_of(column.begin(), column.end(), is_digit)) return {};
    std::size_t position = 0;
    const auto parsed = std::from_chars(column.data(), column.data() + column.size(), position);
    if (parsed.ec != std::errc() || position == 0) {
        throw Error(ExitCode::kBadConfig, key + " = " + excerpt(column) +
                                              ": expected a column's name or position from 1");
    }
    return position - 1;
}

} // namespace

Table::Table(std::string file, Separator separator, const ReaderOptions& options)
    : file_(std::move(file)), separator_(separator), options_(options) {
    const auto text = position_of(options.text_column, "data.text_column");
    const auto label = position_of(options.label_column, "data.label_column");
    // One name and one position: does the file have a header? Better to ask than to guess.
    if (text.has_value() != label.has_value()) {
        throw Error(ExitCode::kBadConfig, "data.text_column = " + excerpt(options.text_column) +
                                              ", data.label_column = " +
                                              excerpt(options.label_column) +
                                              ": expected two names or two positions");
    }
    if (text == label && (text.has_value() || options.text_column == options.label_column)) {
        throw Error(ExitCode::kBadConfig, "data.text_column and data.label_column are both " +
                                              excerpt(options.text_column));
    }
    by_position_ = text.has_value();
    text_ = text.value_or(0);
    label_ = label.value_or(0);
}

void Table::add_row(std::vector<std::string>& fields, std::size_t line) {
    if (fields.size() == 1 && fields[0].empty()) {
        if (blank_line_ == 0) blank_line_ = line;
        return;
    }
    // Blank lines at the end do no harm; in the middle, something is lost.
    if (blank_line_ != 0) fail(blank_line_, "expected a row, found a blank line");
    if (columns_ == 0) {
        columns_ = fields.size();
        if (!by_position_) return read_header(fields);
        // Without a header only the first row can tell how many columns there are.
        columns_ = std::max({columns_, text_ + 1, label_ + 1});
    }
    check_count(fields, line);
    if (fields[label_].empty()) fail(line, "the label is empty");
    examples_.push_back({std::move(fields[label_]), std::move(fields[text_]), line});
}

void Table::read_header(const std::vector<std::string>& header) {
    text_ = find_column(header, options_.text_column, "data.text_column");
    label_ = find_column(header, options_.label_column, "data.label_column");
}

std::size_t Table::find_column(const std::vector<std::string>& header, const std::string& name,
                               const std::string& key) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) {
        const std::string near = suggestion(name, header);
        const std::string hint = !near.empty() ? near : separator_hint(header);
        fail(1, "no column " + excerpt(name) + " in the header (found: " + listed(header) + ")" +
                    (!hint.empty() ? hint : "; " + key + " names another one, or its position"));
    }
    // A table joined from two often has a name twice; which one is meant cannot be known.
    if (std::find(found + 1, header.end(), name) != header.end()) {
        fail(1, "the header has two columns " + excerpt(name));
    }
    return static_cast<std::size_t>(found - header.begin());
}

// More fields than the header has are no smaller fault than fewer: a stray separator would cut the
// text short without a word.
void Table::check_count(const std::vector<std::string>& fields, std::size_t line) const {
    if (fields.size() == columns_) return;
    const char* separated = separator_ == Separator::kTab ? " tab-separated" : " comma-separated";
    const char* surplus = separator_ == Separator::kTab
                              ? "; a text cannot contain tabs"
                              : "; a text with commas has to be in double quotes";
    fail(line, "expected " + std::to_string(columns_) + separated + " columns, found " +
                   std::to_string(fields.size()) +
                   (fields.size() > columns_ ? surplus : separator_hint(fields)));
}

// For a row that is one field only: perhaps the other kind of table.
std::string Table::separator_hint(const std::vector<std::string>& fields) const {
    if (fields.size() != 1) return "";
    if (separator_ == Separator::kTab && fields[0].find(',') != std::string::npos) {
        return "; if commas separate the columns, set data.format = \"csv\"";
    }
    if (separator_ == Separator::kComma && fields[0].find('\t') != std::string::npos) {
        return "; if tabs separate the columns, set data.format = \"tsv\"";
    }
    return "";
}

void Table::fail(std::size_t line, const std::string& problem) const {
    throw Error(ExitCode::kBadData, file_ + ":" + std::to_string(line) + ": " + problem);
}

} // namespace textrnn
