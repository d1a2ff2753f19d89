// report.html, one function per section: what is measured and why, then the figures. The text
// explains one-hot vectors to readers who have not seen one.
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

std::string details(const std::string& summary, const std::string& content) {
    return element("details", {}, element("summary", {}, summary) + content) + "\n";
}

// In a box of its own that scrolls, also by keyboard, if the page is narrow.
std::string html_table(const ReportTable& table) {
    if (table.rows.empty()) return paragraph(table.title + ": not run.");
    std::string html, cells;
    for (const std::string& title : table.header) cells += element("th", {}, escaped(title));
    html += element("tr", {}, cells) + "\n";
    for (const auto& row : table.rows) {
        cells.clear();
        for (const TableCell& cell : row) cells += element("td", {}, escaped(cell.text));
        html += element("tr", {}, cells) + "\n";
    }
    return element("p", {{"class", "caption"}}, escaped(table.title)) +
           element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"},
                           {"aria-label", table.title}}, element("table", {}, html)) + "\n";
}

std::string figures(const std::vector<Chart>& charts) {
    std::string all;
    for (const Chart& chart : charts) {
        const std::string caption =
            element("h3", {}, escaped(chart.title)) + paragraph(chart.description);
        all += element("figure", {}, element("figcaption", {}, caption) + legend_html(chart) +
                                         chart_svg(chart)) + "\n";
    }
    return element("div", {{"class", "plots"}}, all) + "\n";
}

std::string answer(const Results& r) {
    std::string html = element("div", {{"class", "answer"}}, list(answer_sentences(r))) + "\n";
    if (r.missing.empty()) return html;
    return html + paragraph("Missing in this report, because these runs are not finished:") +
           list(r.missing);
}

constexpr const char* kIdea = R"(<p>A network computes with numbers, so every word of the
vocabulary gets an id: “heart” is word 958. The textbook turns the id into a <em>one-hot row</em>,
as long as the vocabulary (V), all zeros but for a single 1 at place 958, and multiplies that row
with a table of V rows and D columns:</p>
<pre>
      row  table, V × D
0 ×     0   0.04 −0.31  0.12
0 ×     1  −0.22  0.08  0.47
⋮       ⋮
0 ×   957   0.19  0.26 −0.05
1 ×   958   0.63 −0.17  0.38
0 ×   959  −0.41  0.02  0.21
⋮       ⋮
0 × V − 1   0.11 −0.09 −0.34
      sum   0.63 −0.17  0.38
</pre>
<p>Row 958 is multiplied by 1, every other row by 0, and the sum is row 958. A <em>lookup</em>
copies that row and touches no other: it saves V × D multiply-adds for each word. In the backward
pass it is the same: only row 958 gets a gradient.</p>
<p>If it is the same function, it cannot change how well the network learns, only how long it takes.
These are two questions, and four arms keep them apart:</p>
<dl>
<dt>lookup</dt><dd>copies the row: the baseline.</dd>
<dt>one_hot</dt><dd>builds the one-hot rows and multiplies, with the same fast matrix product as
everything else here. The same function: is the result really the same, and what does it cost?</dd>
<dt>one_hot_direct</dt><dd>one-hot rows straight into the gates of the network, without a table of
embeddings (Johnson &amp; Zhang 2016). Another model: does the embedding help?</dd>
<dt>bag_of_words</dt><dd>no recurrent network, so no word order: the floor.</dd>
</dl>
)";

constexpr const char* kParity = R"(<p>Two models start from the same weights and see the same
batches. Their losses are compared after every step, their parameters after the last step; 0 means
equal bit for bit, because adding 0 times a finite number changes no sum. Then the weights of model
a are loaded into a model with b's input layer, and its predictions are compared with b's: both use
the same model file.</p>
)";

constexpr const char* kAdam = R"(<p><code>adam</code> and <code>lazy_adam</code> are different
optimizers, whatever the input layer, so models trained with them differ. Adam keeps two running
means for each weight, its moments. The row of a word that is not in the batch has a gradient of
zero, but its moments are not zero: while they decay, Adam keeps moving the row.
<code>lazy_adam</code> leaves rows without gradient unchanged, so a step costs nothing for
them.</p>
)";

constexpr const char* kCost = R"(<p>For N words, one-hot takes N × V × D multiply-adds forward, and
as many backward: twice the vocabulary, twice the work. A lookup copies one row for each distinct
word, whatever V is; the texts are the same at every size, their words spread over the whole table.
An optimizer that visits every row still grows with V: adam does, lazy_adam does not. Both axes are
logarithmic: a cost proportional to V has the same slope everywhere, and a cost independent of V is
level.</p>
)";

constexpr const char* kTests = R"(<p>Is a difference more than chance? Two paired t-tests ask
whether other seeds, and whether other test texts, would agree. p is how often chance alone makes a
difference at least as large; below 0.05 is called beyond chance here, without correction for the
number of pairs.</p>
)";

constexpr const char* kNeighbors = R"(<p>Training moves the rows of words with the same effect on
the label towards each other. Nearest is measured by the cosine between two rows.</p>
)";

std::string parity(const Results& r, const Json& json) {
    return heading("Same numbers") + kParity + html_table(table_of(json, "equality")) +
           (r.parity.empty() ? "" : kAdam);
}

std::string cost(const Results& r, const Json& json) {
    std::string html = heading("Cost as the vocabulary grows") + kCost;
    if (r.cost.empty()) return html + paragraph("This was not run.");
    std::vector<std::string> not_run;
    for (const CostPoint& p : r.cost)
        if (!p.not_run.empty())
            not_run.push_back(p.arm + " with " + p.optimizer + " at V = " + grouped(p.vocabulary) +
                              ": " + p.not_run);
    html += not_run.size() == r.cost.size() ? paragraph("No size could be run.")
                                            : figures(cost_charts(r));
    if (!not_run.empty())
        html += paragraph("Not run, so only the counted, dashed line is drawn:") + list(not_run);
    return html + details("All figures of the cost, and what it was measured on",
                          html_table(table_of(json, "cost")) +
                              html_table(table_of(json, "cost_shape")));
}

std::string accuracy(const Results& r, const Json& json) {
    const std::string html = heading("Accuracy");
    if (r.trained.empty()) return html + paragraph("Nothing was trained.");
    std::vector<Chart> charts = curve_charts(r);
    if (!r.summaries.empty()) charts.insert(charts.begin(), accuracy_chart(r));
    return html + html_table(table_of(json, "summaries")) + kTests +
           html_table(table_of(json, "comparisons")) + figures(charts) +
           details("Every trained run", html_table(table_of(json, "trained"))) +
           details("Every epoch", html_table(table_of(json, "epochs")));
}

std::string neighbors(const Json& json) {
    return heading("What the table learned") + kNeighbors +
           html_table(table_of(json, "neighbors"));
}

std::string environment(const Results& r, const Json& json) {
    const std::string config = element("pre", {}, element("code", {}, escaped(r.config)));
    return heading("How it was made") + html_table(table_of(json, "environment")) +
           details("The whole configuration", config);
}

} // namespace

std::string report_html(const Results& r) {
    const Json json = to_json(r);
    const std::string name = escaped(r.name.empty() ? "" : ": " + r.name);
    // The empty icon keeps browsers from asking a server for an icon.
    return R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
)" + element("title", {}, "textrnn" + name) + element("style", {}, kReportStyle) +
           "\n</head>\n<body>\n<main>\n<h1>One-hot or lookup?</h1>\n" +
           element("p", {{"class", "soft"}}, "An ablation by textrnn" + name) + "\n" + answer(r) +
           heading("The idea") + kIdea + parity(r, json) + cost(r, json) + accuracy(r, json) +
           neighbors(json) + environment(r, json) + "</main>\n</body>\n</html>\n";
}

} // namespace textrnn
