// Splits the first rows at each candidate separator, and keeps the split with the highest score.
#include "data/first_rows.h"

#include <sstream>

namespace textrnn {

constexpr std::size_t kMostFields = 65536; // limits the memory for short fields
constexpr std::string_view kUsualNames[] = { // of columns, in lower case
    "label", "class", "category", "sentiment", "target", "text", "review", "sentence", "title",
    "body", "message", "content", "comment", "tweet", "id", "stars", "rating", "score"};

Source head_source(const Source& source, const std::string& head) {
    return {source.name, source.options, source.use,
            LineReader(std::make_unique<std::istringstream>(head), source.name, true)};
}

// Sets `rows` to the rows up to the first malformed row; returns whether all are well-formed.
static bool read_rows(const Source& source, const std::string& head, std::size_t skipped,
                      const Dialect& dialect, Rows& rows) {
    rows.clear();
    Source part = head_source(source, head);
    TableRows table(part, dialect, skipped);
    try {
        std::size_t count = 0; // of fields
        for (Fields fields; count < kMostFields && table.next(fields); count += fields.size())
            rows.push_back(fields);
        return true;
    } catch (const Error&) { // reported when the file is read
        return false;
    }
}

// The label in a field: without outer blanks (as Source::add() removes them) and quotes.
static std::string_view label_in(const std::string& field) { return trimmed(bare(trimmed(field))); }

// Whether the column has at most half as many values as rows, as labels have.
static bool repeats(const Rows& rows, std::size_t column) {
    std::set<std::string_view> values;
    for (const Fields& row : rows)
        if (column < row.size()) values.insert(label_in(row[column]));
    return !values.empty() && 2 * values.size() <= rows.size();
}

// The separators to try, the default first; only ";" if line 1 is "sep=;" (Excel) and the option is
// "auto". Sets `skipped`. Lines before row 1 that begin with "# " are comments if they contain no
// separator or none of the wanted names; but if no name is wanted and labels are optional, such
// lines may be texts: they are comments only if rows with labels or with several fields follow.
static std::string candidates(const std::string& head, const Source& source, const Fields& wanted,
                              char default_separator, std::size_t& skipped) {
    std::string line, all = source.options.separator;
    Source part = head_source(source, head);
    bool has_line = part.lines->next(line);
    const bool has_names = !std::ranges::all_of(wanted, position_of);
    if (std::ranges::count(line, '"') % 2 == 0) std::erase(line, '"'); // "# a" but not "# a<LF>b"
    const std::string start = lower_ascii(line.substr(0, line.find_last_not_of(' ') + 1));
    const bool is_named = start.size() == 5 && start.starts_with("sep=");
    if (all == "auto")
        all = is_named ? start.substr(4) : default_separator == ',' ? ",\t;|" : "\t,;|";
    skipped = is_named ? 1 : 0;
    const auto is_in_line = [&](const std::string& name) { return line.find(name) != line.npos; };
    for (; has_line && (line == "#" || line.starts_with("# ")) &&
           (line.find_first_of(all) > line.size() ||
            (has_names && std::ranges::none_of(wanted, is_in_line)));
         ++skipped)
        has_line = part.lines->next(line);
    const std::size_t first = is_named ? 1 : 0;
    const auto are_rows = [&](char separator) {
        const Fields& known = source.options.known_labels;
        Rows rows;
        if (!read_rows(source, head, skipped, {separator, Quoting::kCsv}, rows))
            read_rows(source, head, skipped, {separator, Quoting::kNone}, rows);
        const auto is_row = [](const Fields& row) { return row.size() > 1; };
        const auto has_label = [&](const Fields& row) {
            return is_row(row) && may_have_label(row, position_of(wanted.back()) - 1, known);
        };
        return std::ranges::any_of(rows, has_label) ||
               ((separator == all[0] || known.empty()) &&
                2 * std::ranges::count_if(rows, is_row) > std::ssize(rows));
    };
    if (!has_names && source.options.labels_optional && skipped > first &&
        std::ranges::none_of(all, are_rows))
        skipped = first;
    return all;
}

constexpr int kMalformed = -1, kImpossible = -2; // scores: row 1 is malformed; not this separator

// Sets dialect.columns to the most frequent number of fields. Precondition: there are rows.
static int score_of(const Rows& rows, bool is_whole, const Fields& wanted,
                    const ReaderOptions& options, char default_separator, Dialect& dialect) {
    std::map<std::size_t, std::size_t> counts; // rows by number of fields
    for (const Fields& row : rows) ++counts[row.size()];
    for (const Fields& row : rows)
        if (counts[row.size()] > counts[dialect.columns]) dialect.columns = row.size();
    const bool agree = 10 * counts[dialect.columns] >= 9 * rows.size();
    // A header of one wanted name above rows of several fields: the texts contain the separator.
    const bool is_default = dialect.separator == default_separator;
    const bool is_name = rows[0].size() == 1 && std::ranges::count(wanted, rows[0][0]) > 0;
    if (!is_default && (dialect.columns == 1 || is_name)) return kImpossible;
    const auto is_beyond = [&](auto& name) { return position_of(name) > dialect.columns; };
    const bool has_all = std::ranges::none_of(wanted, is_beyond);
    int score = dialect.columns > 1 && agree && has_all ? 4 : 2;
    for (const std::string& name : wanted)
        if (position_of(name) == 0 || are_numbers(rows[0]))
            score += std::ranges::count(rows[0], name) > 0 ? 4 : 0;
    if (const std::size_t label = position_of(wanted.back()); label > 0) {
        const auto holds_default = [&](const Fields& row) { // the label may be several columns
            return row.size() >= label && std::ranges::count(row[label - 1], default_separator) > 0;
        };
        const auto has_decimal = [&](const Fields& row) { // the label is "4,5"
            return row.size() >= label && std::ranges::count(row[label - 1], ',') == 1 &&
                   row[label - 1].find_first_not_of("0123456789,") == std::string::npos;
        };
        const auto has_known_label = [&](const Fields& row) {
            return may_have_label(row, label - 1, options.known_labels);
        };
        // Texts without labels contain separators, but hardly the same number in 20 texts.
        const bool is_certain = rows.size() >= 20 && counts[dialect.columns] == rows.size();
        if (!is_default && options.labels_optional && !is_certain &&
            !(rows[0].size() > 1 && std::ranges::all_of(rows[0], is_usual_name)) &&
            2 * std::ranges::count_if(rows, has_known_label) < std::ssize(rows))
            return kImpossible;
        score += repeats(rows, label - 1) ? 2 : 0;
        if (!is_default && 2 * std::ranges::count_if(rows, holds_default) > std::ssize(rows))
            score += 2 * std::ranges::count_if(rows, has_decimal) > std::ssize(rows) ? 3 : -2;
    }
    if (dialect.columns > 1 && counts[dialect.columns] == rows.size()) ++score;
    return is_whole ? score : score - 3;
}

// Whether row 1 is 0, 1, 2, ... in any order, maybe after an empty field that is in none of
// `columns`, and the text column columns[0] has words.
static bool is_numbered_header(const Rows& rows, const std::vector<std::size_t>& columns) {
    const Fields& header = rows[0];
    const std::size_t text = columns[0];
    const std::size_t index = header[0].empty() && std::ranges::min(columns) > 0 ? 1 : 0;
    std::set<std::size_t> numbers;
    for (std::size_t i = index; i < header.size(); ++i) {
        const auto number = parsed<std::size_t>(header[i]);
        if (!number || *number >= header.size() - index || !numbers.insert(*number).second)
            return false;
    }
    const auto has_words = [&](auto& r) { return r.size() > text && !are_numbers({&r[text], 1}); };
    return header.size() > index && std::ranges::any_of(rows, has_words);
}

// At most 40 bytes and two blanks, no mark, no digit first.
static bool is_like_name(std::string_view field) {
    return field.size() <= 40 && std::ranges::count(field, ' ') <= 2 &&
           field.find_first_of(".,;:!?\"'") == std::string_view::npos &&
           (field.empty() || field[0] < '0' || field[0] > '9');
}

bool is_usual_name(const std::string& column) {
    return std::ranges::count(kUsualNames, lower_ascii(column)) > 0;
}

std::size_t position_of(const std::string& column) {
    return column.size() < 6 ? parsed<std::size_t>(column).value_or(0) : 0;
}

bool are_numbers(std::span<const std::string> row) {
    return std::ranges::all_of(row, [](const std::string& field) {
        return field.find_first_not_of("0123456789") == std::string::npos;
    });
}

bool is_empty_from(const Fields& row, std::size_t first) {
    return std::ranges::all_of(std::span(row).subspan(first), [](auto& f) { return f.empty(); });
}

bool may_have_label(const Fields& row, std::size_t column, const Fields& known_labels) {
    if (row.size() <= column) return false;
    const std::string_view label = label_in(row[column]);
    return label.empty() || std::ranges::count(known_labels, label) > 0;
}

bool is_column_enclosed(const Rows& rows, std::size_t columns, std::size_t column) {
    std::size_t quoted = 0, plain = 0;
    for (const Fields& row : std::span(rows).subspan(1)) {
        if (row.size() != columns) continue;
        const std::string& field = row[column];
        if (field.starts_with('"') || field.ends_with('"')) ++quoted;
        else if (!field.empty() && field != "NA") ++plain;
    }
    return quoted >= 9 * plain;
}

bool begin_with_labels(const Rows& rows) {
    const auto word = [](const Fields& row) { return row[0].substr(0, row[0].find(' ')); };
    std::map<std::string, std::size_t> counts;
    for (const Fields& row : rows) ++counts[word(row)];
    return 2 * counts.size() < rows.size() && counts[word(rows[0])] > 1;
}

bool has_row_numbers(std::span<const Fields> rows) {
    std::set<std::uint64_t> numbers;
    bool ascends = rows.size() > 1;
    for (const Fields& row : rows) {
        const auto number = parsed<std::uint64_t>(bare(row[0]));
        ascends = ascends && (numbers.empty() || number > *numbers.rbegin());
        if (!number || !numbers.insert(*number).second) return false;
    }
    return ascends || numbers.size() > 10;
}

bool is_like_header(const Rows& rows, const std::vector<std::size_t>& columns, bool has_label,
                    const Fields& known_labels) {
    const Fields& header = rows[0];
    const std::size_t label = columns.back();
    if (std::ranges::max(columns) >= header.size()) return false;
    if (is_numbered_header(rows, columns)) return true;
    const bool is_usual = std::ranges::all_of(columns, [&](std::size_t i) {
        return is_usual_name(header[i]);
    });
    std::set<std::string_view> labels;
    for (const Fields& row : std::span(rows).subspan(1))
        if (!(is_usual && row == header) && row.size() > label) labels.insert(label_in(row[label]));
    const auto is_known = [&](auto name) { return std::ranges::count(known_labels, name) > 0; };
    const auto is_no_name = [&](auto name) { return name.empty() || is_known(name); };
    if (has_label && (is_no_name(header[label]) || labels.contains(header[label]))) return false;
    if (is_usual) return true;
    for (std::size_t i = 0; i < header.size(); ++i) // pandas: "0,1", or ",0,1" with an index
        if (header[i] != std::to_string(i) && header[i] != std::to_string(i - 1) &&
            !is_like_name(header[i]))
            return false;
    return has_label && !labels.empty() &&
           (rows.size() > std::max<std::size_t>(2 * labels.size(), 4) ||
            std::ranges::all_of(labels, is_no_name));
}

constexpr std::size_t kShortHead = std::size_t{64} << 10, kLongHead = std::size_t{2} << 20; // bytes

// The best split of the rows in the first `bytes` of the file.
static FirstRows split_head(Source& source, char default_separator, std::size_t bytes) {
    const ReaderOptions& options = source.options;
    const Fields wanted = options.columns(true);
    const auto dialect_of = [&](char separator) {
        Dialect dialect{separator, Quoting::kCsv};
        if (options.quoting == "none") dialect.quoting = Quoting::kNone;
        if (options.quoting == "auto" && separator == '\t') dialect.quoting = Quoting::kTsv;
        return dialect;
    };
    const auto has_lines = [](const Fields& row) {
        return std::ranges::any_of(row, [](auto& f) { return f.find('\n') < f.size(); });
    };
    std::string head(source.lines->head(bytes).substr(0, bytes));
    const bool is_long = head.size() >= kShortHead;
    if (head.size() >= bytes) // cut in a row
        head.resize(head.rfind(head.find('\n') < head.size() ? '\n' : '\r') + 1);
    std::size_t skipped = 0;
    const std::string separators = candidates(head, source, wanted, default_separator, skipped);
    FirstRows found{{}, dialect_of(separators[0]), skipped};
    int best = kMalformed; // score of found
    for (const char separator : separators) {
        Dialect dialect = dialect_of(separator);
        const bool is_tsv = dialect.quoting == Quoting::kTsv;
        const Dialect csv{separator, Quoting::kCsv, true}; // a TSV's fields keep their quotes
        Rows rows;
        bool is_whole = read_rows(source, head, skipped, is_tsv ? csv : dialect, rows);
        // A TSV's rows are lines, unless CSV's quotes fit all rows (of a long head, ten rows).
        if (is_tsv && !is_whole && !(is_long && rows.size() >= 10))
            read_rows(source, head, skipped, {separator, Quoting::kNone}, rows);
        if (rows.empty()) continue; // row 1 is malformed
        is_whole |= is_tsv;
        for (std::string& field : rows[0])
            field = std::string(is_tsv ? bare(trimmed(field)) : trimmed(field));
        const int score = score_of(rows, is_whole, wanted, options, separators[0], dialect);
        if (std::pair(score, dialect.columns) <= std::pair(best, found.dialect.columns)) continue;
        best = score;
        dialect.has_lines = is_whole && std::ranges::any_of(rows, has_lines);
        found = {std::move(rows), dialect, skipped};
    }
    return found;
}

FirstRows find_first_rows(Source& source, char default_separator) {
    FirstRows found = split_head(source, default_separator, kShortHead);
    if (found.rows.size() < 20 && source.lines->head(kShortHead).size() >= kShortHead) // long texts
        found = split_head(source, default_separator, kLongHead);
    // With one column, any line may be a row: the quotes decide where a text ends.
    if (found.dialect.quoting == Quoting::kTsv && found.dialect.columns == 1 &&
        found.dialect.has_lines) {
        found.dialect.quoting = Quoting::kCsv;
        source.notes.push_back("texts in quotes have several lines (if each line is a text, set "
                               "data.quoting = \"none\")");
    }
    return found;
}

} // namespace textrnn
