// report.html, one function a section: first what is shown and why, then the figures. The text is
// meant for readers who have not seen a one-hot vector before.
#include "ablation/chart.h"
#include "ablation/figures.h"
#include "ablation/html.h"
#include "ablation/report.h"
#include "ablation/report_charts.h"
#include "ablation/report_parts.h"

#include <algorithm>

namespace textrnn {

namespace {

std::string heading(const std::string& text) { return element("h2", {}, escaped(text)) + "\n"; }
std::string paragraph(const std::string& text) { return element("p", {}, escaped(text)) + "\n"; }

std::string details(const std::string& summary, const std::string& content, bool is_long = false) {
    return element("details", {{"class", is_long ? "long" : "short"}},
                   element("summary", {}, summary) + content) +
           "\n";
}

// `extra` is HTML between the caption and the drawing.
std::string figure(const Chart& chart, const std::string& extra = "", bool is_wide = false) {
    const TextTable data = data_of(chart);
    const std::string caption =
        element("h3", {}, escaped(chart.title)) + paragraph(chart.description);
    const std::string legend = chart.y.names.empty() ? legend_of(chart) : ""; // rows have names
    constexpr Index kLong = 40; // rows; not worth the paper when printed
    return element("figure", {{"class", is_wide ? "wide" : "plot"}},
                   element("figcaption", {}, caption) + legend + extra + svg_of(chart) +
                       details("The same as a table", html_table(data), data.rows.size() > kLong)) +
           "\n";
}

// A table of words more than of numbers: its cells may have several lines.
std::string wrapping(const TextTable& table) {
    return element("div", {{"class", "words"}}, html_table(table)) + "\n";
}

std::string plots(const std::string& figures, const std::string& kind = "") {
    return element("div", {{"class", "plots" + kind}}, figures) + "\n";
}

std::string answer(const Results& r) {
    std::string items;
    for (const std::string& sentence : answer_sentences(r))
        items += element("li", {}, escaped(sentence)) + "\n";
    std::string html = element("ol", {{"class", "answer"}}, items) + "\n";
    if (r.missing.empty()) return html;
    std::string missing;
    for (const std::string& run : r.missing) missing += element("li", {}, escaped(run));
    return html + element("div", {{"class", "missing"}},
                          paragraph("Missing in this report, as these runs are not finished:") +
                              element("ul", {}, missing)) +
           "\n";
}

std::string idea() {
    return heading("The idea") + R"(<p>A network computes with numbers, so every word of the
vocabulary gets an id: “heart” is word 958. The textbook turns the id into a <em>one-hot row</em>,
as long as the vocabulary (V), all zeros but for a single 1 at place 958, and multiplies that row
with a table of V rows and D columns. Row 958 is multiplied by 1, every other row by 0, and the sum
is row 958. A <em>lookup</em> copies that row, and saves V × D multiply-adds for each word. On the
way back it is the same: only row 958 gets a gradient.</p>
)" + idea_picture() + R"(<p>If it is the same function, it cannot change how well the network
learns, only how long it takes. These are two questions, and four arms keep them apart:</p>
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

// How a model trained with one input layer predicts with the other.
std::string crossing_sentence(const Results& r) {
    Index equal = 0, all = 0;
    for (const EqualityRun& e : r.equality) {
        if (e.a_input == e.b_input || e.a_optimizer != e.b_optimizer) continue;
        equal += e.equal_predictions;
        all += e.predictions;
    }
    if (!all) return "Loading a model of one arm in the other: not run.";
    return "A model is the same file for both. Each was saved, loaded with the other's input "
           "layer, and asked again: " + grouped(equal) + " of " + grouped(all) +
           " predictions are equal.";
}

std::string same_numbers(const Results& r) {
    std::string html = heading("Same numbers") +
        paragraph("Two models start from the same weights and see the same batches. After every "
                  "step their losses are compared, and at the end every parameter. A difference of "
                  "0 means equal bit for bit: adding 0 times a finite number changes no sum.");
    if (r.equality.empty()) return html + paragraph("This was not run.");
    return html + html_table(equality_table(r)) + paragraph(crossing_sentence(r)) +
           R"(<p><code>adam</code> and <code>lazy_adam</code> are two optimizers, however the
rows are read, so models trained with them do differ. Adam keeps two running means for each weight,
its moments. The row of a word that is not in the batch has a gradient of zero, but its moments are
not zero: they decay, and while they do, they go on moving the row. <code>lazy_adam</code> leaves
such idle rows and their moments alone, so a step costs nothing for the words that are not in it.
</p>
)";
}

std::string limits_sentence(const Machine& m) {
    if (!(m.flops_per_second > 0 && m.bytes_per_second > 0))
        return "The limits of this machine were not measured.";
    return "One thread of this machine reached " + with_unit(m.flops_per_second, "FLOP/s") +
           " (a multiply-add is two) and read " + with_unit(m.bytes_per_second, "B/s") +
           " from memory. The dashed lines are what the counted arithmetic and the counted bytes "
           "take at these limits, one after the other.";
}

std::string cost(const Results& r) {
    std::string html = heading("Cost as the vocabulary grows");
    html += paragraph("For N words, one-hot takes N × V × D multiply-adds forward, and as many "
                      "backward for the gradient of the table: twice the vocabulary, twice the "
                      "work. A lookup copies N rows whatever V is. What still grows with V is an "
                      "optimizer that visits every row, as adam does and lazy_adam does not. Both "
                      "axes are logarithmic: a cost that is proportional to V rises by the same "
                      "slope everywhere, a cost that does not depend on V is a level line.");
    if (r.cost.empty()) return html + paragraph("This was not run.");
    html += paragraph(shape_sentence(r.cost_shape) + " " + limits_sentence(r.machine));
    const bool was_run = std::any_of(r.cost.begin(), r.cost.end(),
                                     [](const CostPoint& p) { return p.not_run.empty(); });
    if (was_run) {
        html += plots(figure(step_chart(r)) + figure(memory_chart(r)));
        std::string phases;
        for (const Chart& chart : phase_charts(r)) phases += figure(chart);
        html += paragraph("A step is forward, backward and update, here on one scale:") +
                plots(phases, " three");
    } else {
        html += paragraph("No point of it could be run.");
    }
    if (const TextTable table = not_run_table(r); !table.rows.empty())
        html += paragraph("These points were not run. Nothing is drawn in their place but the "
                          "dashed line, which is counted.") + wrapping(table);
    return html + details("All figures of the cost", html_table(cost_table(r)));
}

std::string accuracy(const Results& r) {
    std::string html = heading("Accuracy");
    if (r.trained.empty()) return html + paragraph("Nothing was trained.");
    if (!r.summaries.empty()) html += figure(accuracy_chart(r));
    html += html_table(summary_table(r));
    html += paragraph("Is a difference more than chance? Two paired t-tests ask: over seeds, "
                      "whether other random starts would agree, and over texts, whether other test "
                      "texts would. p is how often chance alone makes a difference at least as "
                      "large; below 0.05 is called beyond chance here, without correction for the "
                      "number of pairs.");
    html += html_table(comparison_table(r));
    std::string figures;
    for (const Chart& chart : curve_charts(r)) figures += figure(chart);
    return html + plots(figures) + details("Every trained run", html_table(run_table(r)));
}

std::string learned(const Results& r) {
    std::string html = heading("What the table learned") +
        paragraph("Training moves the rows of words that do the same for the label towards each "
                  "other. Nearest is measured by the cosine between two rows.");
    html += wrapping(neighbor_table(r));
    if (r.map.empty()) return html + paragraph("The map of the words was not made.");
    const std::string first = r.labels.empty() ? "first label" : r.labels.front();
    const std::string last = r.labels.empty() ? "last label" : r.labels.back();
    const std::string legend =
        element("p", {{"class", "ramp"}}, "▼ " + escaped(first) + " " + element("i", {}) + " " +
                                              escaped(last) + " ▲");
    return html + figure(map_chart(r), legend, true);
}

std::string making(const Results& r) {
    const std::string config = element("pre", {}, element("code", {}, escaped(r.config)));
    return heading("How it was made") + wrapping(machine_table(r)) +
           details("The whole configuration", config, true);
}

} // namespace

std::string report_html(const Results& r) {
    const std::string title = "One-hot or lookup?";
    const std::string name = r.name.empty() ? "" : ": " + r.name;
    // The empty icon keeps browsers from asking a server for one.
    return R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
)" + element("title", {}, escaped("textrnn" + name)) + element("style", {}, kReportStyle) +
           "\n</head>\n<body>\n<main>\n" + element("h1", {}, title) +
           element("p", {{"class", "soft"}}, "An ablation by textrnn" + escaped(name)) + "\n" +
           answer(r) + idea() + same_numbers(r) + cost(r) + accuracy(r) + learned(r) + making(r) +
           "</main>\n</body>\n</html>\n";
}

} // namespace textrnn
