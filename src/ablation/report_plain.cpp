// results.csv and report.md.
#include "ablation/report.h"
#include "io/syntax.h"

#include <algorithm>
#include <array>

namespace textrnn {

namespace {

using Line = std::array<std::string, 8>;
const Line kHeader = {"section", "name", "optimizer", "vocabulary", "seed", "epoch", "figure",
                      "value"};
constexpr Index kName = 1, kFigure = 6, kValue = 7;

// A spreadsheet evaluates a field that begins with = + - or @: unless the field is a negative
// number, an apostrophe in front makes it text.
std::string csv_text(const std::string& field) {
    const bool may_be_formula = field.find_first_of("=+-@") == 0;
    const bool is_number = field.size() > 1 && field[0] == '-' &&
                           match_decimal(field.substr(1)).length == field.size() - 1;
    return (may_be_formula && !is_number ? "'" : "") + printable(field);
}

std::string csv_line(const Line& fields) {
    std::string line;
    for (const std::string& field : fields) {
        const std::string text = csv_text(field);
        const char* quote = text.find_first_of("\",") == std::string::npos ? "" : "\"";
        line += (line.empty() ? "" : ",") + (quote + replaced(text, {{'"', "\"\""}})) + quote;
    }
    return line + "\r\n";
}

// The CSV column of a member that identifies a row (e.g. "seed"); kFigure if it is a figure.
Index key_column(const std::string& member) {
    for (const char* name : {"arm", "name", "a", "b"})
        if (member == name) return kName;
    const auto at = std::find(kHeader.begin() + kName, kHeader.begin() + kFigure, member);
    return static_cast<Index>(at - kHeader.begin());
}

// A line per figure of the record, then a line per figure of each epoch. `line`: the section and
// its keys.
std::string csv_lines(Line line, const Json& record) {
    const auto exact = [](const Json& value) {
        const auto text = value.as<std::string>();
        return text ? *text : value.dump();
    };
    const Json::Object& members = *record.as<Json::Object>();
    for (const auto& [member, value] : members)
        if (const Index key = key_column(member); key < kFigure) // "lookup - one_hot"
            line[key] += (line[key].empty() ? "" : " - ") + exact(value);
    const Json* reason = record.find("not_run"); // if there is a reason, a 0 means "not measured"
    const bool is_measured = !reason || reason->as<std::string>()->empty();
    std::string csv, epochs;
    for (const auto& [member, value] : members) {
        if (const auto items = value.as<Json::Array>()) {
            for (const Json& item : *items) epochs += csv_lines(line, item);
            continue;
        }
        line[kFigure] = member;
        line[kValue] = exact(value);
        const bool is_figure = key_column(member) == kFigure && line[kValue] != "null";
        if (is_figure && (is_measured || value.number() != 0)) csv += csv_line(line);
    }
    return csv + epochs;
}

// Escapes what Markdown or HTML would read as markup: words of the data may contain anything.
std::string markdown_text(const std::string& text) {
    return replaced(printable(text), {{'<', "&lt;"}, {'&', "&amp;"}, {'\\', "\\\\"},
                           {'|', "\\|"}, {'`', "\\`"}, {'*', "\\*"}, {'_', "\\_"}, {'[', "\\["},
                           {']', "\\]"}, {'#', "\\#"}, {'~', "\\~"}});
}

std::string markdown_table(const ReportTable& table) {
    std::string text = "## " + table.title + "\n\n", rule;
    if (table.rows.empty()) return text + "Nothing here: it was not run.\n\n";
    for (const std::string& column : table.columns) {
        text += "| " + column + " ";
        rule += "|---";
    }
    text += "|\n" + rule + "|\n";
    for (const auto& row : table.rows) {
        for (const TableCell& cell : row) text += "| " + markdown_text(cell.text) + " ";
        text += "|\n";
    }
    return text + "\n";
}

} // namespace

std::string report_csv(const Results& results) {
    const Json json = record_to_json(results);
    std::string csv = csv_line(kHeader);
    for (const char* section : {"equality", "cost", "trained", "summaries", "comparisons"})
        for (const Json& record : *json.find(section)->as<Json::Array>())
            csv += csv_lines({section}, record);
    return csv;
}

std::string report_markdown(const Results& r) {
    const Json json = record_to_json(r);
    std::string text = "# One-hot or lookup? " + markdown_text(r.name) + "\n\n";
    for (const std::string& sentence : answer_sentences(r))
        text += markdown_text(sentence) + "\n\n";
    if (!r.missing.empty()) text += "Missing, because these runs are not finished:\n\n";
    for (const std::string& run : r.missing) text += "- " + markdown_text(run) + "\n";
    text += "\n";
    for (const char* table : {"equality", "cost", "cost_shape", "summaries", "comparisons",
                              "trained", "neighbors", "environment"})
        text += markdown_table(table_of(json, table));
    return text;
}

} // namespace textrnn
