// report.html, one function a section: first what is shown and why, then the figures. The text is
// meant for readers who have not seen a one-hot vector before.
#include "ablation/report.h"
#include "ablation/report_parts.h"

namespace textrnn {

namespace {

std::string heading(const std::string& text) { return element("h2", {}, text) + "\n"; }
std::string paragraph(const std::string& text) { return element("p", {}, escaped(text)) + "\n"; }

std::string list(const std::vector<std::string>& lines) {
    std::string items;
    for (const std::string& line : lines) items += element("li", {}, escaped(line)) + "\n";
    return element("ul", {}, items) + "\n";
}

// Long ones are not worth the paper when the page is printed.
std::string details(const std::string& summary, const std::string& content, bool is_long = false) {
    return element("details", {{"class", is_long ? "long" : "short"}},
                   element("summary", {}, summary) + content) +
           "\n";
}

std::string row_of(const char* cell, const std::vector<std::string>& cells) {
    std::string row;
    for (const std::string& text : cells) row += element(cell, {}, escaped(text));
    return element("tr", {}, row) + "\n";
}

// In a box that scrolls by itself where the page is narrow; focusable, so that the keyboard can do
// it. No rows: a sentence that says so.
std::string html_table(const TextTable& table) {
    if (table.rows.empty()) return paragraph(table.title + ": not run.");
    std::string rows = row_of("th", table.header);
    for (const auto& row : table.rows) rows += row_of("td", row);
    return element("p", {{"class", "caption"}}, escaped(table.title)) +
           element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"},
                           {"aria-label", table.title}},
                   element("table", {}, rows)) +
           "\n";
}

std::string figure(const std::string& title, const std::string& about, const std::string& content) {
    const std::string caption = element("h3", {}, escaped(title)) + paragraph(about);
    return element("figure", {}, element("figcaption", {}, caption) + content) + "\n";
}

std::string figures(const std::vector<Chart>& charts) {
    std::string all;
    for (const Chart& chart : charts)
        all += figure(chart.title, chart.description, legend_of(chart) + svg_of(chart));
    return element("div", {{"class", "plots"}}, all) + "\n";
}

std::string answer(const Results& r) {
    std::string html = element("div", {{"class", "answer"}}, list(answer_sentences(r))) + "\n";
    if (r.missing.empty()) return html;
    return html + paragraph("Missing in this report, as these runs are not finished:") +
           list(r.missing);
}

// Twice the same table, its numbers made up: every row is multiplied, or one is copied.
std::string picked_row(bool is_multiplied) {
    const std::vector<std::vector<std::string>> table = {
        {"0", "0.04", "−0.31", "0.12"}, {"1", "−0.22", "0.08", "0.47"}, {"⋮"},
        {"957", "0.19", "0.26", "−0.05"}, {"958", "0.63", "−0.17", "0.38"},
        {"959", "−0.41", "0.02", "0.21"}, {"⋮"}, {"V − 1", "0.11", "−0.09", "−0.34"}};
    std::string rows = "<tr><th></th><th>row</th><th colspan=\"3\">table, V × D</th></tr>\n";
    for (std::vector<std::string> row : table) {
        const bool is_picked = row[0] == "958";
        std::string use = is_picked ? "“heart” →" : "";
        if (is_multiplied) use = row.size() == 1 ? "⋮" : is_picked ? "1 ×" : "0 ×";
        row.insert(row.begin(), use);
        rows += element("tbody", {{"class", is_picked ? "picked" : ""}}, row_of("td", row));
    }
    rows += element("tbody", {{"class", "picked"}},
                    row_of("td", {is_multiplied ? "the sum" : "the copy", "", "0.63", "−0.17",
                                  "0.38"}));
    return element("table", {{"class", "pick"}}, rows);
}

std::string idea() {
    return heading("The idea") + R"(<p>A network computes with numbers, so every word of the
vocabulary gets an id: “heart” is word 958. The textbook turns the id into a <em>one-hot row</em>,
as long as the vocabulary (V), all zeros but for a single 1 at place 958, and multiplies that row
with a table of V rows and D columns. Row 958 is multiplied by 1, every other row by 0, and the sum
is row 958. A <em>lookup</em> copies that row, and saves V × D multiply-adds for each word. On the
way back it is the same: only row 958 gets a gradient.</p>
<div class="plots">)" + figure("Multiplied",
                               "The one-hot row, here written downwards: every row of the table is "
                               "multiplied, by 0 or by 1, and all of them are added.",
                               picked_row(true)) +
           figure("Looked up", "Row 958 of the table is copied, and no other is touched.",
                  picked_row(false)) + R"(</div>
<p>If it is the same function, it cannot change how well the network learns, only how long it takes.
These are two questions, and four arms keep them apart:</p>
<dl>
<dt>lookup</dt><dd>copies the row: the baseline.</dd>
<dt>one_hot</dt><dd>builds the one-hot rows and multiplies, with the same fast matrix product as
everything else here. The same function: is the result really the same, and what does it cost?</dd>
<dt>one_hot_direct</dt><dd>one-hot rows straight into the gates of the network, without a table of
embeddings (Johnson &amp; Zhang 2016). Another model: does the embedding help?</dd>
<dt>bag_of_words</dt><dd>no recurrent network, so no order of the words: the floor.</dd>
</dl>
)";
}

std::string same_numbers(const Results& r, const Json& json) {
    return heading("Same numbers") +
           paragraph("Two models start from the same weights and see the same batches. After every "
                     "step their losses are compared, at the end every parameter; 0 means equal "
                     "bit for bit, as adding 0 times a finite number changes no sum. Then a's "
                     "model is saved, loaded with b's input layer, and asked again: a model is the "
                     "same file for both.") +
           html_table(table_of(json, "equality")) +
           (r.parity.empty() ? "" : R"(<p><code>adam</code> and <code>lazy_adam</code> are two
optimizers, however the rows are read, so models trained with them do differ. Adam keeps two running
means for each weight, its moments. The row of a word that is not in the batch has a gradient of
zero, but its moments are not zero: they decay, and while they do, they go on moving the row.
<code>lazy_adam</code> leaves such idle rows alone, so a step costs nothing for them.</p>
)");
}

std::string cost(const Results& r, const Json& json) {
    std::string html = heading("Cost as the vocabulary grows");
    html += paragraph("For N words, one-hot takes N × V × D multiply-adds forward, and as many "
                      "backward: twice the vocabulary, twice the work. A lookup copies rows, one "
                      "for each different word, whatever V is; the texts are the same at every "
                      "size, their words spread over the whole table. What still grows with V is "
                      "an optimizer that visits every row, as adam does and lazy_adam does not. "
                      "Both axes are logarithmic: what is proportional to V rises by the same "
                      "slope everywhere, what does not depend on V is level.");
    if (r.cost.empty()) return html + paragraph("This was not run.");
    std::vector<std::string> not_run;
    for (const CostPoint& p : r.cost)
        if (!p.not_run.empty())
            not_run.push_back(p.arm + " with " + p.optimizer + " at V = " + grouped(p.vocabulary) +
                              ": " + p.not_run);
    html += not_run.size() == r.cost.size() ? paragraph("No point of it could be run.")
                                            : figures(cost_charts(r));
    if (!not_run.empty())
        html += paragraph("Not run, so that only the counted, dashed line is drawn:") +
                list(not_run);
    return html + details("All figures of the cost, and what it was measured on",
                          html_table(table_of(json, "cost")) +
                              html_table(table_of(json, "cost_shape")));
}

std::string accuracy(const Results& r, const Json& json) {
    const std::string html = heading("Accuracy");
    if (r.trained.empty()) return html + paragraph("Nothing was trained.");
    std::vector<Chart> charts = curve_charts(r);
    if (!r.summaries.empty()) charts.insert(charts.begin(), accuracy_chart(r));
    return html + html_table(table_of(json, "summaries")) +
           paragraph("Is a difference more than chance? Two paired t-tests ask whether other "
                     "seeds, and whether other test texts, would agree. p is how often chance "
                     "alone makes a difference at least as large; below 0.05 is called beyond "
                     "chance here, without correction for the number of pairs.") +
           html_table(table_of(json, "comparisons")) + figures(charts) +
           details("Every trained run", html_table(table_of(json, "trained"))) +
           details("Every epoch", html_table(table_of(json, "epochs")), true);
}

std::string learned(const Results& r, const Json& json) {
    const std::string html = heading("What the table learned") +
        paragraph("Training moves the rows of words that do the same for the label towards each "
                  "other. Nearest is measured by the cosine between two rows.") +
        html_table(table_of(json, "neighbors"));
    if (r.map.empty()) return html + paragraph("The map of the words was not made.");
    return html + figures({map_chart(r)}) +
           details("Every word of the map", html_table(table_of(json, "map")), true);
}

std::string making(const Results& r, const Json& json) {
    const std::string config = element("pre", {}, element("code", {}, escaped(r.config)));
    return heading("How it was made") + html_table(table_of(json, "environment")) +
           details("The whole configuration", config, true);
}

} // namespace

std::string report_html(const Results& r) {
    const Json json = to_json(r);
    const std::string name = escaped(r.name.empty() ? "" : ": " + r.name);
    // The empty icon keeps browsers from asking a server for one.
    return R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
)" + element("title", {}, "textrnn" + name) + element("style", {}, kReportStyle) +
           "\n</head>\n<body>\n<main>\n<h1>One-hot or lookup?</h1>\n" +
           element("p", {{"class", "soft"}}, "An ablation by textrnn" + name) + "\n" + answer(r) +
           idea() + same_numbers(r, json) + cost(r, json) + accuracy(r, json) + learned(r, json) +
           making(r, json) + "</main>\n</body>\n</html>\n";
}

} // namespace textrnn
