// results.csv has one figure a line, and before it the columns that say what it is of; it is made
// from the JSON, so that a figure has the same name in both. report.md has the answer and the
// tables; the charts and the explanations are in report.html.
#include "ablation/report.h"
#include "ablation/report_parts.h"

#include <algorithm>

namespace textrnn {

namespace {

using Line = std::vector<std::string>;
const Line kHeader = {"section", "name", "optimizer", "vocabulary", "seed", "epoch", "figure",
                      "value"};

void write_line(const Line& fields, std::string& csv) {
    for (const std::string& field : fields) {
        const bool is_plain = field.find_first_of("\",\r\n") == std::string::npos;
        csv += is_plain ? "" : "\"";
        for (const char c : field) csv += c == '"' ? "\"\"" : std::string(1, c);
        csv += is_plain ? "," : "\",";
    }
    csv.replace(csv.size() - 1, 1, "\r\n");
}

// The column for members that say what the others are of, or kHeader.size().
Index key_column(const std::string& member) {
    for (const char* name : {"arm", "name", "word", "a", "b"})
        if (member == name) return 1;
    const auto at = std::find(kHeader.begin() + 2, kHeader.begin() + 6, member);
    return at == kHeader.begin() + 6 ? kHeader.size() : static_cast<Index>(at - kHeader.begin());
}

// A line for each figure of the object. The epochs of a run are objects that have its keys, too.
void write_lines(const Json& json, Line line, std::string& csv) {
    for (const auto& [member, value] : *json.as<Json::Object>()) {
        const std::string text = value.as<std::string>() ? *value.as<std::string>() : value.dump();
        if (const Index column = key_column(member); column < kHeader.size()) {
            line[column] += (line[column].empty() ? "" : " - ") + text; // "lookup - one_hot"
        } else if (const auto items = value.as<Json::Array>()) {
            for (const Json& item : *items) write_lines(item, line, csv);
        } else if (member != "right" && !text.empty() && text != "null") {
            line[6] = member;
            line[7] = text;
            write_line(line, csv);
        }
    }
}

// A cell may hold any text: what Markdown or its HTML would read as markup is escaped.
std::string cell(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        if (c == '\n' || c == '\r') safe += ' ';
        else if (std::string_view("\\|`*_[]#~").find(c) != std::string_view::npos)
            (safe += '\\') += c;
        else if (c == '<') safe += "&lt;";
        else if (c == '&') safe += "&amp;";
        else safe += c;
    }
    return safe;
}

std::string line_of(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& text : cells) line.append(" ").append(cell(text)).append(" |");
    return line += "\n";
}

std::string markdown_table(const TextTable& table) {
    std::string text = "## " + table.title + "\n\n";
    if (table.rows.empty()) return text + "Nothing here: it was not run.\n\n";
    text += line_of(table.header) + "|";
    for (Index i = 0; i < table.header.size(); ++i) text += "---|";
    text += "\n";
    for (const auto& row : table.rows) text += line_of(row);
    return text + "\n";
}

} // namespace

std::string report_csv(const Results& results) {
    const Json json = to_json(results);
    std::string csv;
    write_line(kHeader, csv);
    for (const char* section : {"equality", "cost", "trained", "summaries", "comparisons", "map"})
        for (const Json& item : *json.find(section)->as<Json::Array>()) {
            Line line(kHeader.size());
            line[0] = section;
            write_lines(item, line, csv);
        }
    return csv;
}

std::string report_markdown(const Results& r) {
    const Json json = to_json(r);
    std::string text = "# One-hot or lookup? " + cell(r.name) + "\n\n";
    for (const std::string& sentence : answer_sentences(r)) text += cell(sentence) + "\n\n";
    if (!r.missing.empty()) text += "Missing, as not finished:\n\n";
    for (const std::string& run : r.missing) text += "- " + cell(run) + "\n";
    text += "\n";
    for (const std::string table : {"equality", "cost", "cost_shape", "summaries", "comparisons",
                                    "trained", "neighbors", "environment"})
        if (table != "cost_shape" || !r.cost.empty()) text += markdown_table(table_of(json, table));
    return text;
}

} // namespace textrnn
