// report.md: the answer, then the tables. The charts and the explanations are in report.html.
#include "ablation/report.h"
#include "ablation/report_tables.h"

namespace textrnn {

namespace {

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
    std::string text = "### " + table.title + "\n\n";
    if (table.rows.empty()) return text + "Nothing here: it was not run.\n\n";
    text += line_of(table.header) + "|";
    for (Index i = 0; i < table.header.size(); ++i) text += "---|";
    text += "\n";
    for (const auto& row : table.rows) text += line_of(row);
    return text + "\n";
}

} // namespace

std::string report_markdown(const Results& r) {
    std::string text = "# One-hot or lookup? " + cell(r.name) + "\n\n";
    for (const std::string& sentence : answer_sentences(r)) text += cell(sentence) + "\n\n";
    if (!r.missing.empty()) {
        text += "Missing, as not finished:\n\n";
        for (const std::string& run : r.missing) text += "- " + cell(run) + "\n";
        text += "\n";
    }
    text += "## Same numbers\n\n" + markdown_table(equality_table(r));
    text += "## Cost as the vocabulary grows\n\n";
    if (!r.cost.empty()) text += cell(shape_sentence(r.cost_shape)) + "\n\n";
    text += markdown_table(cost_table(r));
    if (const TextTable table = not_run_table(r); !table.rows.empty())
        text += markdown_table(table);
    text += "## Accuracy\n\n" + markdown_table(summary_table(r)) +
            markdown_table(comparison_table(r)) + markdown_table(run_table(r));
    text += "## What the table learned\n\n" + markdown_table(neighbor_table(r));
    return text + "## How it was made\n\n" + markdown_table(machine_table(r));
}

} // namespace textrnn
