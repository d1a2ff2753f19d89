// The words of a data set may be anything, "<script>" too: all text of the report passes here.
#include "ablation/html.h"

#include "core/utf8.h"

namespace textrnn {

namespace {

std::string escape_of(char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\t':
    case '\n':
    case '\r': return {c};
    default: return static_cast<unsigned char>(c) < ' ' || c == 127 ? "\uFFFD" : std::string(1, c);
    }
}

std::string html_row(const std::vector<std::string>& cells, bool is_header) {
    std::string row;
    for (const std::string& cell : cells)
        row += is_header ? element("th", {{"scope", "col"}}, escaped(cell))
                         : element("td", {}, escaped(cell));
    return element("tr", {}, row) + "\n";
}

} // namespace

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : replace_invalid_utf8(text)) safe += escape_of(c);
    return safe;
}

std::string element(const char* name, const Attributes& attributes, const std::string& content) {
    std::string html = "<";
    html += name;
    for (const auto& [key, value] : attributes)
        html.append(" ").append(key).append("=\"").append(escaped(value)).append("\"");
    html.append(">").append(content).append("</").append(name);
    return html += ">";
}

std::string html_table(const TextTable& table) {
    if (table.rows.empty())
        return element("p", {{"class", "absent"}}, escaped(table.title) + ": not run.") + "\n";
    std::string rows;
    for (const auto& row : table.rows) rows += html_row(row, false);
    const std::string content =
        element("thead", {}, html_row(table.header, true)) + element("tbody", {}, rows);
    // The title stays when the table scrolls. The box is focusable, so that the keyboard can do it.
    return element("p", {{"class", "caption"}}, escaped(table.title)) +
           element("div",
                   {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"},
                    {"aria-label", table.title}},
                   element("table", {{"aria-label", table.title}}, content)) +
           "\n";
}

} // namespace textrnn
