// The reports contain the figures of the results, name what is missing, and are well-formed HTML
// whatever the words of the data contain.
#include "ablation/report.h"

#include "ablation/sample_results.h"
#include "io/parse_json.h"

#include "catch.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace textrnn;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Index count(const std::string& text, const std::string& part) {
    Index found = 0;
    for (Index at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

// "" if every element is closed in the right order; else the first wrong tag.
std::string fault_in(const std::string& html) {
    std::vector<std::string> open;
    for (Index at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        const Index end = html.find('>', at);
        if (end == std::string::npos) return "no end";
        const std::string tag = html.substr(at + 1, end - at - 1);
        const std::string name = tag.substr(0, tag.find_first_of(" \n"));
        if (name == "!doctype" || name == "meta" || name == "link") continue;
        if (name[0] != '/') open.push_back(name);
        else if (open.empty() || open.back() != name.substr(1)) return tag;
        else open.pop_back();
    }
    return open.empty() ? "" : open.back();
}

} // namespace

TEST_CASE("report: JSON holds everything and reads back", "[report]") {
    const Results r = sample_results();
    const std::string text = record_to_json(r).dump();
    const Json json = parse_json(text, "results.json");
    CHECK(json.dump() == text);
    const auto& trained = *json.find("trained")->as<Json::Array>();
    REQUIRE(trained.size() == r.trained.size());
    CHECK(*trained[0].find("right")->as<std::string>() == "10111101111011110111");
    CHECK(trained[0].find("test_accuracy")->number() == r.trained[0].test_accuracy);
    CHECK(trained[0].find("epochs")->as<Json::Array>()->size() == 8);
    const auto& comparisons = *json.find("comparisons")->as<Json::Array>();
    CHECK(comparisons[0].find("p_seeds")->dump() == "null");
    CHECK(comparisons[1].find("p_seeds")->number() == 0.0123);
    const Json& word = json.find("neighbors")->as<Json::Array>()->at(0);
    CHECK(*word.find("after")->as<Json::Array>()->at(1).find("word")->as<std::string>() == "soul");
    CHECK(json.find("environment")->find("machine_flops_per_second")->number() == 8.8e10);
}

TEST_CASE("report: the answer has the figures of the results", "[report]") {
    Results r = sample_results();
    const auto answer = answer_sentences(r);
    REQUIRE(answer.size() == 4 + 3);
    CHECK(answer[0] ==
          "With 30,000 words in the vocabulary, a training step with adam and one_hot, which "
          "multiplies whole one-hot rows, takes 42.1 times as long as with lookup (227 ms against "
          "5.4 ms); forward and backward alone 68.3 times as long as with lookup (225 ms against "
          "3.3 ms).");
    CHECK(answer[1] ==
          "A step with lookup in a larger vocabulary: with lazy_adam on the same texts, V = "
          "200,000 takes 1 times as long as V = 1,000 (3.3 ms against 3.3 ms); with lazy_adam on "
          "texts that use the whole vocabulary, not run at two sizes; with adam on the same texts, "
          "V = 200,000 takes 5.13 times as long as V = 1,000 (17.3 ms against 3.37 ms).");
    CHECK(has(answer[2], "in lookup's order: sgd 0 and 0; in its own order, which rounds "
                         "differently: adagrad 0 and 0; adam 1.25e−07 and 3.5e−06."));
    CHECK(has(answer[3], ": lookup 81.81% ± 0.31% (5 seeds); one_hot 81.81% ± 0.31% (5 seeds); "));
    CHECK(has(answer[3], "; bag_of_words 78.63% ± 0.25% (4 seeds)."));
    CHECK(answer[4] == "lookup and one_hot: identical (each seed is right on the same texts)");
    CHECK(answer[5] ==
          "lookup minus one_hot_direct: +1.69 points; +0.43 to +2.95 over other seeds, which "
          "excludes 0 (p 0.025 if corrected for all comparisons), −0.25 to +3.63 over other texts, "
          "which does not exclude 0 (p 0.174 if corrected for all comparisons)");
    r.parity[1].loss_difference = std::numeric_limits<double>::quiet_NaN();
    CHECK(has(answer_sentences(r)[2], ": adagrad nan and 0; "));
    std::erase_if(r.cost, [](const CostPoint& p) { return p.optimizer == "lazy_adam"; });
    CHECK(has(answer_sentences(r)[1], "lazy_adam on the same texts, not run at two sizes; "));
    r.comparisons[1].over_seeds = {};
    CHECK(has(answer_sentences(r)[5], "; no interval over other seeds, −0.25 to"));
    CostPoint csr = r.cost.back();
    csr.arm = "one_hot_csr";
    csr.optimizer = "adam";
    csr.not_run.clear();
    for (const CostPoint& p : r.cost)
        if (p.arm == "one_hot" && p.optimizer == "adam" && p.not_run.empty())
            csr.vocabulary = p.vocabulary;
    csr.step_seconds = 0.032;
    r.cost.push_back(csr);
    CHECK(has(answer_sentences(r)[0], "which stores only the ones of the rows, 32 ms."));
    std::erase_if(r.cost, [](const CostPoint& p) { return p.arm == "one_hot"; });
    CHECK(answer_sentences(r)[0] == "What the multiplication costs: not run.");
}

TEST_CASE("report: HTML is well formed, self-contained, and escaped", "[report]") {
    const Results r = sample_results();
    const std::string html = report_html(r);
    CHECK(fault_in(html) == "");
    CHECK_FALSE(has(html, "http"));
    CHECK_FALSE(has(html, "<script"));
    CHECK_FALSE(has(html, "<b>"));
    CHECK(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    CHECK(has(html, "# &lt;not a tag&gt; &amp; so on"));
    for (const std::string& sentence : answer_sentences(r)) CHECK(has(html, escaped(sentence)));
    CHECK(has(html, "bag_of_words, seed 5"));
    // Hovering over a point names its values.
    CHECK(has(html, "<title>one_hot, adam\nwords in the vocabulary, V: 30,000\nTime of a training "
                    "step: 227 ms (221 ms to 250 ms)</title>"));
    CHECK(has(html, "<title>texts\nlookup minus: one_hot_direct\npercentage points: +1.69 "
                    "(−0.25 to +3.63)</title>"));
    CHECK(count(html, "class=\"mark") > 150);
    CHECK(has(html, "one_hot with sgd at V = 100,000: a step needs 3.3 GB"));
    CHECK(has(html, "wide quartiles"));
    CHECK(count(html, "<svg class=\"chart\"") == 8);
    for (const char* name : {"Forward", "Backward", "Update", "Time of a training step"})
        CHECK(count(html, std::string("role=\"img\" aria-label=\"") + name) == 1);
}

TEST_CASE("report: there is no chart of differences if all arms are identical", "[report]") {
    Results r = sample_results();
    for (ArmComparison& c : r.comparisons) c.identical = true;
    CHECK(count(report_html(r), "aria-label=\"Difference in") == 0);
    CHECK(count(report_html(sample_results()), "aria-label=\"Difference in") == 1);
}

TEST_CASE("report: charts as files are whole SVG, light or dark", "[report]") {
    for (const char* dark_if : {"all", "not all"}) {
        const std::string svg = charts_svg({width_chart(sample_results())}, dark_if);
        CHECK(fault_in(svg) == "");
        CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 500.0 290"));
        CHECK(has(svg, "@media " + std::string(dark_if) + " {"));
        CHECK(has(svg, "<title>lookup\nembedding dimension, D: 4\ntest accuracy: "));
    }
}

TEST_CASE("report: forward, backward and update share a scale", "[report]") {
    const std::string html = charts_html(part_charts(sample_results()));
    // The gridline of the same tick has the same height: 10 ms occurs once per chart.
    std::vector<std::string> heights;
    const std::string text = ">10 ms<";
    for (Index at = html.find(text); at != std::string::npos; at = html.find(text, at + 1)) {
        const Index y = html.rfind(" y=\"", at);
        heights.push_back(html.substr(y, at - y));
    }
    REQUIRE(heights.size() == 3);
    CHECK(heights[0] == heights[1]);
    CHECK(heights[1] == heights[2]);
}

TEST_CASE("report: tables have the results' figures, and escape their words", "[report]") {
    const Json json = record_to_json(sample_results());
    const std::string cost = table_html(json, "cost", "Cost");
    CHECK(has(cost, "<table><caption>Cost</caption><tr><th>arm</th><th>optimizer</th>"
                    "<th>texts</th><th class=\"number\">vocabulary</th>"));
    CHECK(count(cost, "<tr>") == 1 + 24);
    CHECK(has(cost, "<td>one_hot</td><td>sgd</td><td>same</td><td class=\"number\">100,000</td>"
                    "<td class=\"number\">431</td><td class=\"number\">not run</td>"));
    CHECK(has(cost, "<td>a step needs 3.3 GB, and ablation.cost_memory is 1</td>"));
    CHECK(has(table_html(json, "neighbors", "N"), "<td>warm 0.91, soul 0.88</td>"));
    CHECK(has(table_html(json, "environment", "E"), "<td>flops per second</td><td>88 G/s</td>"));
    Results r;
    r.neighbors.push_back({"\x1b[2J`|\n# \u202e", {}, {}});
    CHECK(has(report_html(r), "?[2J`|\n# ?"));
}

TEST_CASE("report: without data, it says what is missing", "[report]") {
    const Results nothing;
    const std::string html = report_html(nothing);
    CHECK(fault_in(html) == "");
    CHECK(count(html, "<svg class=\"chart\"") == 0);
    CHECK(count(html, "not run") >= 5);
    for (const std::string& sentence : answer_sentences(nothing))
        CHECK((has(sentence, "not run") || has(sentence, "not measured")));
}

TEST_CASE("report: incomplete data gives a report", "[report]") {
    Results r = sample_results();
    for (CostPoint& p : r.cost) p.not_run = "no time";
    r.summaries.clear();
    r.labels.clear();
    r.trained[0].epochs[3].dev_loss = std::numeric_limits<double>::quiet_NaN();
    r.trained[1].epochs.clear();
    const std::string html = report_html(r);
    CHECK(fault_in(html) == "");
    CHECK(has(html, "No size was run."));
    CHECK(has(html, "no time"));
    CHECK_FALSE(has(html, "=\"nan")); // no coordinate
    CHECK_FALSE(has(html, ",nan"));
}

TEST_CASE("chart: ticks", "[report]") {
    using Ticks = std::vector<double>;
    CHECK(axis_ticks(0, 10, false) == Ticks{0, 2, 4, 6, 8, 10});
    CHECK(axis_ticks(1e17, 1e17 + 64, false).size() < 20); // beyond 2^53, k + 1 == k
    CHECK(axis_ticks(-0.6, 1.1, false).size() == 4);
    CHECK(!std::signbit(axis_ticks(-0.01, 1, false)[0])); // not "-0"
    CHECK(axis_ticks(900, 2e6, true) == Ticks{1e3, 1e4, 1e5, 1e6});
    CHECK(axis_ticks(1, 100, true) == Ticks{1, 2, 5, 10, 20, 50, 100});
    CHECK(axis_ticks(20, 90, true) == Ticks{20, 40, 60, 80});
    CHECK(axis_ticks(3, 3, true) == Ticks{3});
}

TEST_CASE("chart: points stay inside the drawing", "[report]") {
    Chart chart{"A <title>", "about", {"x"}, {"y", brief, true}};
    chart.series = {{"a " + std::string(20, 'w'), 0, "line", {{0, 1}, {0.5, 1.5}, {1, 2}}},
                    {"b", 1, "none", {{0.5, 0}, {0.5, -1}, {0.7, std::nan("")}}}}; // not drawn
    for (Index i = 0; i < 4; ++i) chart.series.push_back({"c", i, "line", {{1, 2}}});
    const std::string svg = charts_html({chart});
    CHECK(fault_in(svg) == "");
    CHECK(has(svg, "aria-label=\"A &lt;title&gt;\""));
    CHECK(count(svg, "<title>") == 3 + 4);
    std::vector<double> heights; // of the labels
    const std::string label = "\"label";
    for (Index at = svg.find(label); at != std::string::npos; at = svg.find(label, at + 1)) {
        heights.push_back(std::stod(svg.substr(svg.find(" y=\"", at) + 4)));
        INFO("label at the height " << heights.back() << " of a drawing of 290");
        CHECK((heights.back() > 0 && heights.back() < 290));
    }
    REQUIRE(heights.size() == 5);
    std::sort(heights.begin(), heights.end());
    for (Index i = 1; i < 5; ++i) CHECK(heights[i] >= heights[i - 1] + 13.9);
    for (Index at = svg.find("d=\"M"); at != std::string::npos; at = svg.find("d=\"M", at + 1)) {
        const double x = std::stod(svg.substr(at + 4));
        const double y = std::stod(svg.substr(svg.find(',', at) + 1));
        INFO("a path at " << x << ", " << y << " of a drawing of 480 x 290");
        CHECK((x > 0 && x < 480 && y > 0 && y < 290));
    }
}

TEST_CASE("figures: the form that a table shows", "[report]") {
    CHECK(brief(1.19e-7) == "1.19e−07");
    CHECK(brief(-0.01234) == "−0.0123");
    CHECK(brief(999.4) == "999");
    CHECK(brief(1234) == "1,234");
    CHECK(seconds_text(0.00123) == "1.23 ms");
    CHECK(seconds_text(999.4) == "999 s");
    CHECK(seconds_text(5200) == "5,200 s");
    CHECK(with_prefix(999.6e6, "B") == "1 GB");
    CHECK(count_text(1234567) == "1,234,567");
    CHECK(points_text(0.0125) == "+1.25");
    CHECK(points_text(-0.0125) == "−1.25");
    CHECK(points_text(-0.00001) == "+0.00"); // not -0.00
    CHECK(p_value_text(0.0004) == "< 0.001");
    CHECK(p_value_text(0.0314) == "0.031");
}
