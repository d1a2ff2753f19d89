// report.html: a question per section, its figure, then its tables, whose columns are the members
// of the records. The text explains one-hot vectors to readers who have not seen one.
#include "ablation/report.h"
#include "io/text.h"

namespace textrnn {

// For screens and for print, which also shows the content of closed <details>.
constexpr const char* kStyle = R"(
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h2 { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
p, dl, ul { max-width: 46rem; }
.answer { font-size: 1.3rem; } dt, code { font-family: ui-monospace, monospace; }
summary, figcaption { color: var(--soft); } figcaption p { margin: 0; font-size: .9rem; }
.plots { display: grid; gap: 2rem; margin: 1.5rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
figure { margin: 0; min-width: 0; max-width: 42rem; container-type: inline-size; }
svg { display: block; width: 100%; overflow: visible; }
@container (min-width: 420px) { text { font-size: 11.5px; } }
.scroll, pre { overflow-x: auto; font-size: .85rem; }
table { border-collapse: collapse; } caption { text-align: left; font-weight: 600; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; }
td { border-top: 1px solid var(--rule); max-width: 30rem; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print { body { max-width: none; padding: 0; font-size: 9pt; } th, td { padding: 1pt 2pt; }
  h2, caption { break-after: avoid; } figure, tr, dl, pre, li, h2 + p { break-inside: avoid; }
  .scroll, pre { overflow: visible; font-size: 6pt; white-space: pre-wrap; } .number {
  white-space: normal; } .plots { grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
  details::details-content { content-visibility: visible; display: block; } }
)";

static std::string heading(const std::string& text) { return element("h2", {}, text) + "\n"; }
static std::string paragraph(const std::string& text) {
    return element("p", {}, escaped(text)) + "\n";
}

// The title, then a list; "" without lines.
static std::string list(const std::string& title, std::span<const std::string> lines) {
    std::string items;
    for (const std::string& line : lines) items += element("li", {}, escaped(line)) + "\n";
    return items.empty() ? "" : title + element("ul", {}, items) + "\n";
}

static std::string details(const std::string& summary, const std::string& content) {
    return element("details", {}, element("summary", {}, summary) + content) + "\n";
}

constexpr const char* kIdea = R"(<p>Every word of the vocabulary has an id: “heart” is word 958. The
textbook makes a <em>one-hot row</em> of the id, as long as the vocabulary (V), all zeros but for a
1 at place 958, and multiplies it with a table of V rows and D columns. On the way back, the
gradient of the table is the one-hot row, transposed, times the gradient of the result:</p>
<pre>
      row  table, V × D             gradient
0 ×     0   0.04 −0.31  0.12          0     0     0
⋮       ⋮
0 ×   957   0.19  0.26 −0.05          0     0     0
1 ×   958   0.63 −0.17  0.38       0.02 −0.01  0.05
0 ×   959  −0.41  0.02  0.21          0     0     0
⋮       ⋮
      sum   0.63 −0.17  0.38
</pre>
<p>The sum is row 958, and only row 958 has a gradient. A <em>lookup</em> copies that row, forward
and backward, which saves V × D multiply-adds per word and direction. An <em>arm</em> is a model that
is compared; its tables start from random numbers, or from <code>model.start</code>:</p>
<dl>
<dt>lookup</dt><dd>copies the row.</dd>
<dt>one_hot</dt><dd>multiplies one-hot rows in full: the same function, so it shows the cost.</dd>
<dt>one_hot_direct</dt><dd>has no table of D columns: a word picks its row of the network's input
weights (Johnson &amp; Zhang 2016). Another model, with another number of parameters.</dd>
<dt>one_hot_narrow</dt><dd>one_hot_direct with another number of hidden units, so that it has about
as many parameters as lookup.</dd>
<dt>bag_of_words</dt><dd>the mean of the rows: no recurrent network, so no word order.</dd>
<dt>frozen</dt><dd>lookup in the table as it starts, which training does not change; frozen_std_1:
with random numbers of standard deviation 1.</dd>
</dl>
<p>An optimizer turns gradients into updates. <code>adam</code> and <code>adamw</code> also move the
rows of words that do not occur in a batch; <code>lazy_adam</code> leaves them alone.</p>
)";

constexpr const char* kParity = R"(<p>Two models, a and b, start from the same weights and see the
same batches. If a word occurs several times, lookup adds up its gradients, one_hot multiplies with
each: sums in another order round differently. “Ordered alike” is one_hot with one row per different
word: the same products and the same order of sums. “adam against lazy_adam” compares two optimizers,
both with lookup. In the end, b predicts up to 500 test texts with a's weights and with its own:
equal predictions have equal logits, equal labels equal answers.</p>
)";

constexpr const char* kCost = R"(<p>The texts are generated: batches and lengths as in the
configuration, words by Zipf's law, no dropout. “natural”: the texts use the whole vocabulary, so that a
batch has more different words in a larger one (“words”: summed over the shards of a batch). Otherwise
the texts are the same at every size, their words spread over the table. one_hot_csr stores only the
ones of a one-hot row. lookup computes a word that occurs twice once, one_hot twice. “Least seconds”:
no program of these multiply-adds is faster at the measured peak of one thread; includes the layers
behind the table. “Doubt”: quartiles are wide, or the parts do not add up to the step.</p>
)";

constexpr const char* kTests = R"(<p>Over other seeds, Welch's t-test compares independent samples;
over other texts, a paired t-test compares the shares of seeds that are right. An interval contains
the true difference in 95% of such experiments (not corrected). Without a difference, chance alone
makes one as large with probability p, corrected for the number of comparisons (Holm). Arms also
differ in trained parameters and learning rate (if it is the lowest or highest of the search, others
might be better), bag_of_words in pooling. “Seconds”: all epochs, on a machine that may have done
other work. “Reached”: runs that reach 99% of lookup's mean best dev accuracy, and their mean time to
it.</p>
)";

constexpr const char* kLimits = R"(<p>Other processors, data sets and networks; arms tuned in more
than the learning rate, which one seed chooses; equality: an interval only bounds a difference.</p>
)";

// A part of the member's name, and its format; the first entry whose part occurs counts.
constexpr std::pair<const char*, std::string (*)(double)> kFormats[] = {
    {"_difference", brief},
    {"per_second", [](double n) { return with_prefix(n) + "/s"; }},
    {"memory", [](double bytes) { return with_prefix(bytes, "B"); }},
    {"loss", [](double loss) { return fixed(loss, 4); }},
    {"seconds", seconds_text}, {"p_", p_value_text}, {"accuracy", percent}, {"deviation", percent},
    {"difference", points_text}, {"_low", points_text}, {"_high", points_text},
    {"similarity", brief}, {"rate", brief},
    {"seed", [](double seed) { return fixed(seed, 0); }}, {"", count_text}};

// Members that only results.json shows: tables have to fit on a page.
constexpr const char* kHidden[] = {"a_input", "a_optimizer", "b_input", "b_optimizer", "whole",
                                   "multiply_adds", "id", "epochs", "right"};

// "warm", "1.23 ms", "warm 0.91, soul 0.88"
static std::string text_of(const std::string& member, const Json& value) {
    if (const auto text = value.as<std::string>()) return *text;
    if (const auto is_so = value.as<bool>()) return *is_so ? "yes" : "no";
    const auto items = value.as<Json::Array>();
    const auto members = value.as<Json::Object>();
    std::string all;
    if (items)
        for (const Json& item : *items) all += (all.empty() ? "" : ", ") + text_of(member, item);
    if (members)
        for (const auto& [name, part] : *members)
            all += (all.empty() ? "" : " ") + text_of(name, part);
    if (items || members) return all;
    if (std::isnan(value.number())) return "undefined";
    const auto occurs = [&](const auto& entry) { return member.find(entry.first) != member.npos; };
    return std::ranges::find_if(kFormats, occurs)->second(value.number());
}

static std::string cell(const char* name, const std::string& text, bool is_number) {
    return element(name, {{"class", is_number ? "number" : ""}}, escaped(text));
}
static std::string readable(const std::string& member) { // "machine_bytes_read" -> "bytes read"
    return replaced(member.starts_with("machine_") ? member.substr(8) : member, {{'_', " "}});
}

// The record's values, or its names, as a table row. If it was not run, 0 is shown as "not run".
static std::string row(const Json& record, bool has_names) {
    const Json* reason = record.find("not_run");
    const bool is_measured = !reason || reason->as<std::string>()->empty();
    std::string cells;
    for (const auto& [name, value] : *record.as<Json::Object>()) {
        if (std::ranges::count(kHidden, name) > 0) continue;
        const double number = value.number();
        const std::string text = is_measured || number != 0 ? text_of(name, value) : "not run";
        cells += cell(has_names ? "th" : "td", has_names ? readable(name) : text,
                      !std::isnan(number));
    }
    return element("tr", {}, cells) + "\n";
}

static std::string cost(const Results& r, const Json& json) {
    std::vector<std::string> not_run;
    for (const CostPoint& p : r.cost)
        if (!p.not_run.empty())
            not_run.push_back(p.arm + " with " + p.optimizer + " at V = " + grouped(p.vocabulary) +
                              ": " + p.not_run);
    const bool has_run = not_run.size() < r.cost.size();
    return heading("What does the multiplication cost?") +
           (has_run ? kCost + charts_html(part_charts(r)) : paragraph("No size was run.")) +
           list(paragraph("Not run:"), not_run) +
           details("Figures of the cost",
                   table_html(json, "cost", "A training step on one thread"));
}

static std::string accuracy(const Results& r, const Json& json) {
    const std::string question = heading("Which accuracy does each arm reach?");
    if (r.trained.empty()) return question + paragraph("Nothing was trained: not run.");
    return question + charts_html({difference_chart(r)}) +
           table_html(json, "summaries", "Test accuracy of each arm") + kTests +
           details("The comparisons",
                   table_html(json, "comparisons", "Differences, a minus b, percentage points")) +
           charts_html(curve_charts(r)) +
           (r.widths.empty() ? "" : charts_html({width_chart(r)})) +
           details("Every run", table_html(json, "trained", "Every run (epochs: results.json)") +
                                    table_html(json, "widths", "Every run of a width") +
                                    table_html(json, "searched", "Search for learning rates"));
}

static std::string answer(const Results& r) {
    const std::vector<std::string> sentences = answer_sentences(r);
    return element("p", {{"class", "answer"}}, escaped(sentences[0])) + "\n" +
           charts_html({step_chart(r)}) + heading("What is compared?") + kIdea +
           list(heading("What was found?"), std::span(sentences).subspan(1)) +
           list(paragraph("These runs are not finished:"), r.missing);
}

std::string table_html(const Json& results, const char* name, const char* title) {
    const Json& section = *results.find(name);
    std::string rows;
    if (const auto members = section.as<Json::Object>())
        for (const auto& [member, value] : *members)
            rows += element("tr", {}, cell("td", readable(member), false) +
                                          cell("td", text_of(member, value), false)) + "\n";
    else
        for (const Json& record : *section.as<Json::Array>())
            rows += (rows.empty() ? row(record, true) : "") + row(record, false);
    if (rows.empty()) return paragraph(std::string(title) + ": not run.");
    const std::string table = element("table", {}, element("caption", {}, title) + rows);
    return element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"},
                           {"aria-label", title}}, table) + "\n";
}

std::string report_html(const Results& r) {
    const Json json = record_to_json(r);
    const std::string name = escaped(r.name.empty() ? "" : ": " + r.name);
    const char *kPair = "Two models side by side on the same batches",
               *kNear = "Nearest words by cosine, before and after training";
    // The empty icon keeps browsers from asking a server for an icon.
    return R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
)" + element("title", {}, "textrnn" + name) +
           element("style", {}, chart_style("screen and (prefers-color-scheme: dark)") + kStyle) +
           "\n</head>\n<body>\n<main>\n<h1>One-hot or lookup" + name + "</h1>\n" + answer(r) +
           heading("Is it the same function?") + kParity +
           table_html(json, "equality", kPair) + cost(r, json) + accuracy(r, json) +
           heading("Which words have similar rows?") + table_html(json, "neighbors", kNear) +
           heading("What does it not show?") + kLimits + heading("How was it made?") +
           paragraph(grouped(r.train_examples) + " training and " + grouped(r.test_examples) +
                     " test texts, " + grouped(r.labels.size()) + " labels, " +
                     grouped(r.vocabulary) + " words, with <pad> and <unk>.") +
           details("Machine and program",
                   table_html(json, "environment", "What wrote this report")) +
           details("The whole configuration",
                   element("pre", {}, element("code", {}, escaped(r.config)))) +
           "</main>\n</body>\n</html>\n";
}

} // namespace textrnn
