// report.html, section by section: what is measured and why, then the figures. The text
// explains one-hot vectors to readers who have not seen one.
#include "ablation/report.h"

namespace textrnn {

namespace {

// For light and dark screens and for print. The colours are after Okabe and Ito, who chose them to
// be told apart with any kind of colour vision.
constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --paper: #fff; --ink: #1c1d21; --soft: #595c63; --rule: #d5d8de;
  --panel: #f4f5f7; --s0: #0072b2; --s1: #d55e00; --s2: #00805c; --s3: #b0508a; --s4: #6a6d74; }
@media screen and (prefers-color-scheme: dark) {
:root { --paper: #15171b; --ink: #e9eaed; --soft: #a9adb6; --rule: #3a3e46;
  --panel: #202329; --s0: #56b4e9; --s1: #ff8b3d; --s2: #2fc79a; --s3: #e39cc6; --s4: #9fa3ab; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h2 { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { margin: 0; font-size: 1.05rem; }
p, dl, ul { max-width: 46rem; }
dt, code { font-family: ui-monospace, monospace; }
.answer, pre, th { background: var(--panel); }
.answer { border-left: 4px solid var(--s0); padding: .2rem 1rem; max-width: 49rem; }
summary, figcaption p, .soft { color: var(--soft); }
.plots { display: grid; gap: 2rem; margin: 1.5rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
figure { margin: 0; min-width: 0; max-width: 36rem; container-type: inline-size; }
figcaption p { margin: 0 0 .4rem; font-size: .9rem; }
svg { display: block; width: 100%; overflow: visible; }
text { fill: var(--ink); font-size: 13px; }
@container (min-width: 400px) { text { font-size: 10.5px; } }
.middle { text-anchor: middle; } .end { text-anchor: end; } .title { fill: var(--soft); }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
.s4 { --c: var(--s4); } .grid { stroke: var(--rule); }
.line, .bar, .bound { fill: none; stroke: var(--c); stroke-width: 1.6; }
.line.s0 { stroke-width: 3.4; } .line.s1 { stroke-width: 2.4; } /* visible below an equal line */
.bound { stroke-dasharray: 4 4; stroke-width: 1.2; }
.mark { fill: var(--c); stroke: var(--paper); stroke-width: .7; }
.spot { fill: transparent; } .spot:hover { stroke: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: 0; font-size: .85rem; }
.legend li { display: flex; align-items: center; gap: .35rem; } .key { width: 28px; }
.caption { margin: 1.2rem 0 .3rem; font-size: .9rem; font-weight: 600; }
.scroll, pre { overflow-x: auto; font-size: .85rem; } pre { padding: .8rem; }
.scroll { border: 1px solid var(--rule); border-radius: 4px; }
table { border-collapse: collapse; min-width: 100%; }
th, td { padding: .25rem .6rem; text-align: left; font-variant-numeric: tabular-nums; }
td { border-top: 1px solid var(--rule); max-width: 30rem; }
tr:has(td:nth-child(4)) td { white-space: nowrap; }
@media print { body { max-width: none; font-size: 10pt; } .scroll { font-size: 7pt; }
  figure, tr, .answer { break-inside: avoid; } .plots { grid-template-columns: 1fr 1fr; } }
)";

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
    for (const std::string& column : table.columns)
        cells += element("th", {}, escaped(readable(column)));
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
    for (const Chart& chart : charts) all += chart_html(chart);
    return element("div", {{"class", "plots"}}, all) + "\n";
}

std::string answer(const Results& r) {
    const std::string html = element("div", {{"class", "answer"}}, list(answer_sentences(r)));
    if (r.missing.empty()) return html;
    return html + paragraph("Missing, because these runs are not finished:") + list(r.missing);
}

constexpr const char* kIdea = R"(<p>A network computes with numbers, so every word of the
vocabulary has an id: “heart” is word 958. The textbook makes a <em>one-hot row</em> of the id,
as long as the vocabulary (V), all zeros but for a 1 at place 958, and multiplies it with a table
of V rows and D columns:</p>
<pre>
      row  table, V × D
0 ×     0   0.04 −0.31  0.12
⋮       ⋮
0 ×   957   0.19  0.26 −0.05
1 ×   958   0.63 −0.17  0.38
0 ×   959  −0.41  0.02  0.21
⋮       ⋮
      sum   0.63 −0.17  0.38
</pre>
<p>The sum is row 958. A <em>lookup</em> copies that row and touches no other, which saves V × D
multiply-adds per word. In the backward pass, too, only row 958 gets a gradient.</p>
<p>The same function cannot change how well the network learns, only how long it takes. These are
two questions, and four arms keep them apart:</p>
<dl>
<dt>lookup</dt><dd>copies the row: the baseline.</dd>
<dt>one_hot</dt><dd>multiplies one-hot rows, with the matrix product that the whole network uses.
The same function: is the result really the same, and what does it cost?</dd>
<dt>one_hot_direct</dt><dd>one-hot rows straight into the gates of the network, without a table of
embeddings (Johnson &amp; Zhang 2016). Another model: does the embedding help?</dd>
<dt>bag_of_words</dt><dd>no recurrent network, so no word order: the floor.</dd>
</dl>
)";

constexpr const char* kParity = R"(<p>Two models start from the same weights and see the same
batches. Their losses are compared after every step, their parameters after the last step; 0 means
equal bit for bit: adding 0 times a finite number changes no sum. Then a model with b's input layer
loads a's weights, and its predictions are compared with b's.</p>
)";

constexpr const char* kAdam = R"(<p><code>adam</code> and <code>lazy_adam</code> are different
optimizers, so models trained with them differ, whatever the input layer. Adam keeps two running
means per weight, its moments. The row of a word that is not in the batch has no gradient, but while
its moments decay, Adam keeps moving it. <code>lazy_adam</code> leaves rows without gradient
unchanged, so they cost nothing.</p>
)";

constexpr const char* kCost = R"(<p>For N words, one-hot takes N × V × D multiply-adds forward,
and as many backward. A lookup copies one row per distinct word, whatever V is; the texts are the
same at every size, their words spread over the table. An optimizer that visits every row still
grows with V: adam does, lazy_adam does not. Both axes are logarithmic: a cost proportional to V
has the same slope everywhere, and a cost independent of V is level.</p>
)";

constexpr const char* kTests = R"(<p>Is a difference more than chance? Two paired t-tests ask
whether other seeds, and whether other test texts, would agree. p is how often chance alone makes a
difference at least as large; below 0.05 is called beyond chance, without correction for the number
of pairs.</p>
)";

constexpr const char* kNeighbors = R"(<p>Training moves the rows of words with the same effect on
the label towards each other. Nearest is measured by the cosine between two rows.</p>
)";

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
    charts.insert(charts.begin(), accuracy_chart(r));
    return html + html_table(table_of(json, "summaries")) + kTests +
           html_table(table_of(json, "comparisons")) + figures(charts) +
           details("Every trained run", html_table(table_of(json, "trained"))) +
           details("Every epoch", html_table(table_of(json, "epochs")));
}

} // namespace

std::string report_html(const Results& r) {
    const Json json = record_to_json(r);
    const std::string name = escaped(r.name.empty() ? "" : ": " + r.name);
    // The empty icon keeps browsers from asking a server for an icon.
    return R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
)" + element("title", {}, "textrnn" + name) + element("style", {}, kStyle) +
           "\n</head>\n<body>\n<main>\n<h1>One-hot or lookup?</h1>\n" +
           element("p", {{"class", "soft"}}, "An ablation by textrnn" + name) + "\n" + answer(r) +
           heading("The idea") + kIdea + heading("Same numbers") + kParity +
           html_table(table_of(json, "equality")) + (r.parity.empty() ? "" : kAdam) +
           cost(r, json) + accuracy(r, json) +
           heading("What the table learned") + kNeighbors +
           html_table(table_of(json, "neighbors")) + heading("How it was made") +
           html_table(table_of(json, "environment")) +
           details("The whole configuration",
                   element("pre", {}, element("code", {}, escaped(r.config)))) +
           "</main>\n</body>\n</html>\n";
}

} // namespace textrnn
