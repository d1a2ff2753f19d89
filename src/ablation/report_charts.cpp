// Turns results into charts. Colour and mark belong to an arm, dashes to the optimizer adam.
#include "ablation/report.h"
#include "ablation/statistics.h"
#include "io/text.h"

#include <set>

namespace textrnn {

static Index style_of(const std::string& arm) {
    constexpr const char* kArms[] = {"lookup", "one_hot", "one_hot_direct", "bag_of_words",
                                     "frozen", "one_hot_narrow", "one_hot_csr", "frozen_std_1"};
    return static_cast<Index>(std::ranges::find(kArms, arm) - kArms);
}

// A tick at the x of every point.
static void tick_at_points(Chart& chart) {
    std::set<double> ticks;
    for (const Series& series : chart.series)
        for (const ChartPoint& p : series.points) ticks.insert(p.x);
    chart.x.ticks.assign(ticks.begin(), ticks.end());
}

// A line per series, over the measured sizes.
static Chart cost_chart(const Results& r, double CostPoint::*figure, const char* title,
                        const char* description) {
    Chart chart{title, description, {"words in the vocabulary, V", count_text, true},
                {title, seconds_text, true}};
    for (const CostPoint& p : r.cost) {
        const bool is_natural = p.texts == "natural";
        const std::string label = p.arm + ", " + p.optimizer + (is_natural ? ", natural" : "");
        const char* line = is_natural ? "dash-dots" : p.optimizer == "adam" ? "dashes" : "line";
        if (chart.series.empty() || chart.series.back().label != label)
            chart.series.push_back({label, style_of(p.arm), line});
        ChartPoint point{static_cast<double>(p.vocabulary), p.*figure};
        if (figure == &CostPoint::step_seconds) {
            point.low = p.lower_quartile_seconds;
            point.high = p.upper_quartile_seconds;
        }
        chart.series.back().points.push_back(point);
    }
    tick_at_points(chart);
    return chart;
}

constexpr const char* kMeanText = "Mean over the seeds; bars: from the lowest seed to the highest.";

// The mean of the values; the bar reaches from the lowest value to the highest.
static ChartPoint mean_point(double x, const std::vector<double>& values) {
    const auto [low, high] = std::ranges::minmax(values);
    return {x, mean(values), low, high};
}

static Series mean_curve(const Results& r, const std::string& arm, bool over_time) {
    Series series{arm, style_of(arm)};
    for (Index epoch = 0;; ++epoch) {
        std::vector<double> seconds, values;
        for (const TrainedRun& run : r.trained) {
            if (run.arm != arm || epoch >= run.epochs.size()) continue;
            seconds.push_back(run.epochs[epoch].seconds);
            values.push_back(run.epochs[epoch].dev_accuracy);
        }
        if (values.empty()) return series;
        const double x = over_time ? mean(seconds) : static_cast<double>(epoch + 1);
        series.points.push_back(mean_point(x, values));
    }
}

Chart step_chart(const Results& r) {
    Chart chart = cost_chart(r, &CostPoint::step_seconds, "Time of a training step",
                             "Median, with the quartiles as a bar. Dotted: lower bound, "
                             "one_hot's multiply-adds at the machine's measured peak.");
    Series& least = chart.series.emplace_back(Series{"", style_of("one_hot"), "dots"});
    for (const CostPoint& p : r.cost)
        if (p.arm == "one_hot")
            least.points.push_back({static_cast<double>(p.vocabulary), p.least_seconds});
    return chart;
}

std::vector<Chart> part_charts(const Results& r) {
    return {cost_chart(r, &CostPoint::forward_seconds, "Forward", "Median."),
            cost_chart(r, &CostPoint::backward_seconds, "Backward", "Median, same scale."),
            cost_chart(r, &CostPoint::update_seconds, "Update", "Median, same scale.")};
}

Chart difference_chart(const Results& r) {
    std::vector<std::string> arms;
    Series zero{"", 8, "dots"}, seeds{"seeds", 8, "none"}, texts{"texts", 9, "none"};
    for (const ArmComparison& c : r.comparisons) {
        if (c.identical) continue;
        const auto x = static_cast<double>(arms.size());
        arms.push_back(c.b);
        zero.points.insert(zero.points.end(), {{x - 0.4, 0}, {x + 0.4, 0}});
        for (const auto& [test, series, at] : {std::tuple{&c.over_seeds, &seeds, x - 0.1},
                                               {&c.over_examples, &texts, x + 0.1}})
            if (!std::isnan(test->low))
                series->points.push_back({at, c.difference, test->low, test->high});
    }
    Axis x{"lookup minus", [arms](double at) { return arms.at(static_cast<Index>(at + 0.5)); }};
    for (Index i = 0; i < arms.size(); ++i) x.ticks.push_back(static_cast<double>(i));
    return {"Difference in test accuracy",
            "With 95% intervals over other seeds and over other texts.", x,
            {"percentage points", points_text}, {zero, seeds, texts}};
}

std::vector<Chart> curve_charts(const Results& r) {
    std::vector<Chart> charts;
    for (Axis x : {Axis{"epoch", count_text}, Axis{"training time", seconds_text, true}}) {
        charts.push_back({"Dev accuracy over " + x.title, kMeanText, x, {"dev accuracy", percent}});
        for (const std::string& arm : r.arms)
            charts.back().series.push_back(mean_curve(r, arm, x.is_log));
    }
    tick_at_points(charts[0]);
    return charts;
}

Chart width_chart(const Results& r) {
    Chart chart{"Test accuracy by width",
                "Mean and range over seeds (other widths: up to 3, without model.start).",
                {"embedding dimension, D", count_text, true}, {"test accuracy", percent}};
    for (const char* arm : {"lookup", "frozen"}) {
        std::map<Index, std::vector<double>> accuracies; // by width
        for (const auto* runs : {&r.widths, &r.trained}) {
            std::map<Index, std::vector<double>> found;
            for (const TrainedRun& run : *runs)
                if (run.arm == arm) found[run.width].push_back(run.test_accuracy);
            accuracies.merge(found); // one kind of run per width
        }
        Series& series = chart.series.emplace_back(Series{arm, style_of(arm)});
        for (const auto& [width, values] : accuracies)
            series.points.push_back(mean_point(static_cast<double>(width), values));
    }
    tick_at_points(chart);
    return chart;
}

} // namespace textrnn
