// Splits the first rows with each candidate separator, and keeps the separator with the highest
// score.
#include "data/first_rows.h"

#include "data/unicode.h"

#include <set>

namespace textrnn {

namespace {

// Appends the rows up to the first malformed row. Returns whether all rows are well-formed.
bool read_rows(const std::string& head, std::size_t skipped, const Dialect& dialect, Rows& rows) {
    HeadLines lines(head, "", true);
    TableRows table("", dialect, lines.reader, skipped);
    try {
        for (Fields fields; table.next(fields);) rows.push_back(fields);
    } catch (const Error&) { // reported when the file is read
        return false;
    }
    return true;
}

// The fields keep their quotes in a TSV, whose rows are lines unless CSV's quotes fit them all.
bool read_rows_of(const std::string& head, std::size_t skipped, Dialect dialect, Rows& rows) {
    const bool is_tsv = dialect.quoting == Quoting::kTsv;
    dialect.keep_quotes = is_tsv;
    if (is_tsv) dialect.quoting = Quoting::kCsv;
    bool is_whole = read_rows(head, skipped, dialect, rows);
    if (is_tsv && !is_whole) {
        rows.clear();
        dialect.quoting = Quoting::kNone;
        is_whole = read_rows(head, skipped, dialect, rows);
    }
    if (rows.empty()) return is_whole;
    for (std::string& field : rows[0]) {
        field = std::string(trimmed(field));
        if (is_tsv) field = bare(field);
    }
    return is_whole;
}

// Whether the column has at most half as many values as rows, as labels have.
bool repeats(const Rows& rows, std::size_t column) {
    std::set<std::string_view> values;
    for (const Fields& row : rows)
        if (column < row.size()) values.insert(bare(row[column]));
    return !values.empty() && 2 * values.size() <= rows.size();
}

class RowsFinder {
public:
    RowsFinder(const ReaderOptions& options, const Fields& wanted, char separator)
        : options_(options), wanted_(wanted), default_(separator) {}

    FirstRows find(LineReader& lines) {
        for (const std::size_t bytes : {std::size_t{64} << 10, std::size_t{2} << 20}) {
            if (!found_.rows.empty()) break;
            found_.head = lines.head(bytes);
            if (found_.head.size() >= bytes)
                found_.head.resize(found_.head.find_last_of("\n\r") + 1);
            for (const char separator : candidates()) try_separator(separator);
        }
        return std::move(found_);
    }

private:
    // Excel writes "sep=;" into line 1. Before row 1, lines that begin with "# " and have no
    // separator, or not the columns' names, are comments.
    std::string candidates() {
        std::string line, all = {default_};
        HeadLines lines(found_.head, "", true);
        bool has_line = lines.reader.next(line);
        std::erase(line, '"');
        const bool is_named =
            line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="));
        if (is_named) all = line.substr(4);
        else if (options_.separator == "auto")
            for (const char separator : {'\t', ',', ';', '|'})
                if (separator != default_) all += separator;
        found_.skipped = is_named ? 1 : 0;
        const auto is_in_line = [&](const std::string& name) {
            return line.find(name) != std::string::npos;
        };
        const bool has_names = !std::ranges::all_of(wanted_, position_of);
        for (; has_line && (line == "#" || line.starts_with("# ")) &&
               (line.find_first_of(all) > line.size() ||
                (has_names && std::ranges::none_of(wanted_, is_in_line)));
             ++found_.skipped)
            has_line = lines.reader.next(line);
        return all;
    }

    void try_separator(char separator) {
        const bool is_tsv = options_.quoting == "auto" && separator == '\t';
        Dialect dialect{separator, is_tsv ? Quoting::kTsv : Quoting::kCsv};
        if (options_.quoting == "none") dialect.quoting = Quoting::kNone;
        Rows rows;
        const bool is_whole = read_rows_of(found_.head, found_.skipped, dialect, rows);
        std::map<std::size_t, std::size_t> counts; // rows by number of fields
        for (const Fields& row : rows) ++counts[row.size()];
        for (const Fields& row : rows)
            if (counts[row.size()] > counts[dialect.columns]) dialect.columns = row.size();
        if (rows.empty()) return;
        const bool agree = 10 * counts[dialect.columns] >= 9 * rows.size();
        const auto is_beyond = [&](auto& name) { return position_of(name) > dialect.columns; };
        const bool has_all = std::ranges::none_of(wanted_, is_beyond);
        int score = dialect.columns > 1 && agree && has_all ? 4 : 2;
        for (const std::string& name : wanted_)
            if (position_of(name) == 0 || are_numbers(rows[0]))
                score += std::ranges::count(rows[0], name) > 0 ? 4 : 0;
        if (const std::size_t label = position_of(wanted_.back()); label > 0)
            score += repeats(rows, label - 1) ? 2 : 0;
        if (dialect.columns > 1 && counts[dialect.columns] == rows.size()) ++score;
        if (!is_whole) score -= 3;
        if (score <= best_) return;
        best_ = score;
        found_.rows = std::move(rows);
        found_.dialect = dialect;
    }

    const ReaderOptions& options_;
    const Fields& wanted_;
    const char default_; // separator
    FirstRows found_;
    int best_ = -1; // score of found_
};

} // namespace

std::size_t position_of(const std::string& column) {
    const bool is_number = column.find_first_not_of("0123456789") == std::string::npos;
    return is_number && !column.empty() && column.size() < 6 ? std::stoul(column) : 0;
}

bool are_numbers(const Fields& row) {
    return std::ranges::all_of(row, [](const std::string& field) {
        return field.find_first_not_of("0123456789") == std::string::npos;
    });
}

std::string_view bare(std::string_view field) {
    return has_quotes(field) ? field.substr(1, field.size() - 2) : field;
}

FirstRows find_first_rows(Source& source, const Fields& wanted, char default_separator) {
    return RowsFinder(source.options, wanted, default_separator).find(*source.lines);
}

} // namespace textrnn
