// The reports contain the figures of the results, name what is missing, and are well-formed HTML
// whatever the words of the data contain.
#include "ablation/report.h"

#include "ablation/chart.h"
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

// Parses RFC 4180: quotes inside of quotes are doubled, lines end in CR LF.
std::vector<std::vector<std::string>> parse_csv(const std::string& csv) {
    std::vector<std::vector<std::string>> lines;
    std::vector<std::string> fields(1);
    bool is_quoted = false;
    for (Index i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (c == '"' && is_quoted && csv[i + 1] == '"') fields.back() += csv[++i];
        else if (c == '"') is_quoted = !is_quoted;
        else if (is_quoted) fields.back() += c;
        else if (c == ',') fields.emplace_back();
        else if (c == '\r') {
            lines.push_back(fields);
            fields.assign(1, "");
            ++i;
        } else fields.back() += c;
    }
    return lines;
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
    CHECK(json.find("environment")->find("machine_bytes_per_second")->number() == 1.1e10);
}

TEST_CASE("report: all lines of the CSV have the same columns", "[report]") {
    const auto lines = parse_csv(report_csv(sample_results()));
    REQUIRE(lines.size() > 1000);
    for (const auto& line : lines) REQUIRE(line.size() == 8);
    using Line = std::vector<std::string>;
    const auto holds = [&](const Line& line) {
        return std::find(lines.begin(), lines.end(), line) != lines.end();
    };
    CHECK(holds({"equality", "adam", "", "", "", "", "loss_difference", "1.25e-07"}));
    CHECK(holds({"cost", "one_hot", "sgd", "100000", "", "", "not_run",
                 "its one-hot rows need 3.3 GB, the limit is 1 GB"}));
    CHECK(std::none_of(lines.begin(), lines.end(), [](const Line& line) { // not measured: no line
        return line[2] == "sgd" && line[3] == "100000" && line[6] == "step_seconds";
    }));
    CHECK(holds({"trained", "lookup", "", "", "2", "", "best_epoch", "6"}));
    CHECK(holds({"comparisons", "lookup - one_hot_direct", "", "", "", "", "p_seeds", "0.0123"}));
    CHECK(std::any_of(lines.begin(), lines.end(), [](const Line& line) {
        return line[1] == "lookup" && line[4] == "3" && line[5] == "8" && line[6] == "dev_loss";
    }));
}

TEST_CASE("report: no field of the CSV is a formula, and numbers stay numbers", "[report]") {
    const struct {
        const char *reason, *field;
    } samples[] = {{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
                   {"+1", "'+1"},
                   {"-x", "'-x"},
                   {"-1e5", "-1e5"},
                   {"-", "'-"},
                   {"@sum(\"a\",1)", "'@sum(\"a\",1)"},
                   {"\t=1", "?=1"},
                   {"\r=1", "?=1"},
                   {"\x1b[2J\u202e\u009b", "?[2J??"},
                   {"a=b", "a=b"}};
    for (const auto& sample : samples) {
        CAPTURE(sample.field);
        Results r;
        r.cost.emplace_back().not_run = sample.reason;
        const auto lines = parse_csv(report_csv(r));
        CHECK(std::any_of(lines.begin(), lines.end(), [&](const auto& line) {
            return line[6] == "not_run" && line[7] == sample.field;
        }));
    }
    Results r;
    r.comparisons.emplace_back().difference = -0.25;
    CHECK(has(report_csv(r), ",difference,-0.25\r\n"));
}

TEST_CASE("report: the answer has the figures of the results", "[report]") {
    Results r = sample_results();
    const auto answer = answer_sentences(r);
    REQUIRE(answer.size() == 3);
    CHECK(has(answer[0], "not give the same bits"));
    CHECK(has(answer[0], "of any loss or parameter is under sgd 0 (400 steps), "));
    CHECK(has(answer[0], "under adam 1.25e-07 in the loss and 3.5e-06 in a parameter"));
    CHECK(has(answer[1], "With adam, a training step of one_hot takes 10.8 ms at V = 1,000, 3.2"));
    CHECK(has(answer[1], "227 ms at V = 30,000, 42.1 times lookup's 5.4 ms"));
    CHECK(has(answer[1], "lazy_adam stays flat: its step at V = 200,000 takes 1.00 times"));
    CHECK(has(answer[2], "lookup reaches 81.81% ± 0.31% over 5 seeds"));
    CHECK(has(answer[2], "bag_of_words reaches 78.63% ± 0.25% over 4 seeds"));
    CHECK(has(answer[2], "+1.69 points (beyond chance from seed to seed only: "
                         "p over seeds 0.012, over texts 0.087"));
    // The results hold this pair in the other order.
    CHECK(has(answer[2], "bag_of_words is +3.18 points (beyond chance: p over seeds < 0.001, "
                         "over texts 0.002"));

    r.parity[2].loss_difference = r.parity[2].parameter_difference = 0;
    CHECK(has(answer_sentences(r)[0], "the same numbers, bit for bit"));
    r.parity[1].loss_difference = std::numeric_limits<double>::quiet_NaN();
    CHECK(has(answer_sentences(r)[0], "adagrad nan in the loss"));
    CHECK(has(answer_sentences(r)[0], "not give the same bits"));
    r.parity.erase(r.parity.begin());
    CHECK(has(answer_sentences(r)[0], "under sgd not run"));
    r.cost[5].step_seconds *= 1.3; // lookup with lazy_adam at the largest V
    CHECK(has(answer_sentences(r)[1], "does not stay flat: its step at V = 200,000 takes 1.30"));
    r.comparisons[1].p_seeds = r.comparisons[1].p_examples = 0.5;
    CHECK(has(answer_sentences(r)[2], "direct is +1.69 points (not beyond chance: "
                                     "p over seeds 0.500, over texts 0.500"));
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
    // Hovering over a point names its values, and those of all points at the same place.
    CHECK(has(html, "<title>words in the vocabulary, V: 30,000\none_hot, adam: 227 ms (211 ms to "
                    "273 ms)\none_hot, sgd: 227 ms (211 ms to 273 ms)</title>"));
    CHECK(has(html, "<title>epoch: 8\nlookup, seed 1: 82.04%\none_hot, seed 1: 82.04%</title>"));
    CHECK(count(html, "class=\"spot\"") > 300);
    CHECK(has(html, "one_hot with sgd at V = 100,000: its one-hot rows need 3.3 GB"));
    CHECK(count(html, "<svg class=\"chart\"") == 10);
    CHECK(count(html, "role=\"img\" aria-label=\"Time of ") == 4);
}

TEST_CASE("report: Markdown has every table, and escapes words", "[report]") {
    const std::string markdown = report_markdown(sample_results());
    CHECK(count(markdown, "\n## ") == 8);
    CHECK(has(markdown, "&lt;script>alert(1)&lt;/script>"));
    CHECK(has(markdown, "| one\\_hot | sgd | 100,000 | not run | not run |"));
    CHECK(has(markdown, "| its one-hot rows need 3.3 GB, the limit is 1 GB |"));
    CHECK(has(markdown, "- bag\\_of\\_words, seed 5\n"));
    Results r;
    r.neighbors.push_back({"\x1b[2J`|\n# \u202e", {}, {}});
    CHECK(has(report_markdown(r), "| ?\\[2J\\`\\|?\\# ? |"));
    CHECK(has(report_html(r), "?[2J`|\n# ?"));
}

TEST_CASE("report: each column of a table has its member", "[report]") {
    const Json json = record_to_json(sample_results());
    for (const char* name : {"equality", "cost", "cost_shape", "summaries", "comparisons",
                             "trained", "epochs", "neighbors", "environment"}) {
        const ReportTable table = table_of(json, name);
        REQUIRE_FALSE(table.rows.empty());
        for (const auto& row : table.rows) {
            REQUIRE(row.size() == table.columns.size());
            for (Index j = 0; j < row.size(); ++j) {
                INFO(name << ", column " << table.columns[j]);
                CHECK(row[j].text != "–");
            }
        }
    }
    CHECK(table_of(json, "epochs").rows.at(8)[1].text == "2"); // the seed is the run's
    CHECK(table_of(json, "neighbors").rows.at(0)[2].text == "warm 0.91, soul 0.88");
}

TEST_CASE("report: without data, it says what is missing", "[report]") {
    const Results nothing;
    const std::string html = report_html(nothing);
    CHECK(fault_in(html) == "");
    CHECK(count(html, "<svg class=\"chart\"") == 0);
    CHECK(count(html, "not run") >= 5);
    CHECK(has(report_markdown(nothing), "Nothing here: it was not run."));
    CHECK(parse_csv(report_csv(nothing)).size() == 1);
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
    CHECK(has(html, "No size could be run."));
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
    const Ticks small = axis_ticks(1e-6, 1, true);
    REQUIRE(small.size() == 7);
    CHECK(small[1] == Approx(1e-5));
}

TEST_CASE("chart: points stay inside the drawing", "[report]") {
    Chart chart{"A <title>", "about", {"x"}, {"y", brief, true}};
    for (const double x : {0.0, 0.5, 1.0})
        chart.points.push_back({.series = "a", .name = std::string(70, 'w'), .x = x, .y = 1 + x});
    for (const double y : {0.0, -1.0}) // not on this axis
        chart.points.push_back({"b", "", 1, Look::kPoints, 0.5, y});
    const std::string svg = chart_html(chart);
    CHECK(fault_in(svg) == "");
    CHECK(has(svg, "aria-label=\"A &lt;title&gt;\""));
    CHECK(count(svg, "<title>") == 3);
    CHECK(count(svg, "<li>") == 2);
    Index circles = 0;
    for (Index at = svg.find("cx=\""); at != std::string::npos; at = svg.find("cx=\"", at + 1)) {
        const double x = std::stod(svg.substr(at + 4));
        const double y = std::stod(svg.substr(svg.find("cy=\"", at) + 4));
        INFO("a point at " << x << ", " << y << " of a drawing of 400 x 290");
        CHECK((x > 0 && x < 400 && y > 0 && y < 290));
        ++circles;
    }
    CHECK(circles == 3);
}

TEST_CASE("figures: the form that a table shows", "[report]") {
    CHECK(brief(1.19e-7) == "1.19e-07");
    CHECK(seconds_text(0.00123) == "1.23 ms");
    CHECK(seconds_text(999.4) == "999 s");
    CHECK(seconds_text(5200) == "5,200 s");
    CHECK(bytes_text(999.6e6) == "1 GB");
    CHECK(count_text(1234567) == "1,234,567");
    CHECK(points_text(0.0125) == "+1.25 points");
    CHECK(points_text(-0.0125) == "-1.25 points");
    CHECK(p_value_text(std::nan("")) == "undefined");
    CHECK(p_value_text(0.0004) == "< 0.001");
    CHECK(p_value_text(0.0314) == "0.031");
}
