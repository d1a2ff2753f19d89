// Series are named and numbered by arm, for the cost by arm and optimizer.
#include "ablation/report_parts.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

using Look = Series::Look;

Index arm_style(const Results& r, const std::string& arm) {
    return static_cast<Index>(std::find(r.arms.begin(), r.arms.end(), arm) - r.arms.begin());
}

// A series for each arm and optimizer. Dashed is what was counted: it is there also where nothing
// was run.
void add_cost(const Results& r, double CostPoint::*part, Look look, Chart& chart) {
    const bool is_counted = look == Look::kDashes;
    std::string kind;
    Index kinds = 0;
    for (const CostPoint& p : r.cost) {
        const std::string own = p.arm + ", " + p.optimizer;
        if (own != kind)
            chart.series.push_back({is_counted ? "least possible" : own, kinds++, look});
        kind = own;
        if (!is_counted && !p.not_run.empty()) continue;
        ChartPoint point = {static_cast<double>(p.vocabulary), p.*part};
        if (is_counted) point.name = kind;
        if (part == &CostPoint::step_seconds) {
            point.low = p.fastest_seconds;
            point.high = p.slowest_seconds;
        }
        chart.series.back().points.push_back(point);
    }
}

Chart cost_chart(const Results& r, double CostPoint::*part, const std::string& title,
                 const std::string& description, std::string (*text)(double) = seconds_text) {
    Chart chart{title, description, {"words in the vocabulary, V", count_text, true},
                {title, text, true}};
    add_cost(r, part, Look::kLine, chart);
    return chart;
}

// A line for each run. The legend has an arm once, and the dashed lines together once.
void add_curves(const Results& r, double EpochFigures::*part, Look look, bool is_over_seconds,
                Chart& chart) {
    for (const TrainedRun& run : r.trained) {
        const bool is_dashed = look == Look::kDashes;
        const std::string seed = "seed " + std::to_string(run.seed);
        Series series{is_dashed ? "loss in training" : run.arm, arm_style(r, run.arm), look};
        for (const EpochFigures& e : run.epochs)
            series.points.push_back({is_over_seconds ? e.seconds : static_cast<double>(e.epoch),
                                     e.*part, is_dashed ? run.arm + ", " + seed : seed});
        chart.series.push_back(series);
    }
}

} // namespace

std::vector<Chart> cost_charts(const Results& r) {
    std::vector<Chart> charts = {
        cost_chart(r, &CostPoint::step_seconds, "Time of a training step",
                   "Median, with the fastest and the slowest step as a bar. Dashed: the least time "
                   "possible on this machine, from counted arithmetic and bytes."),
        cost_chart(r, &CostPoint::memory, "Memory held",
                   "Parameters, optimizer, gradients and activations of a step.", bytes_text),
        cost_chart(r, &CostPoint::forward_seconds, "Time of forward", "A part of the step."),
        cost_chart(r, &CostPoint::backward_seconds, "Time of backward", "A part of the step."),
        cost_chart(r, &CostPoint::update_seconds, "Time of update", "A part of the step.")};
    add_cost(r, &CostPoint::least_seconds, Look::kDashes, charts[0]);
    return charts;
}

Chart accuracy_chart(const Results& r) {
    Chart chart{"Test accuracy, and the time to train",
                "Large: an arm's mean, with a standard deviation to both sides. Small: each run.",
                {"time to train", seconds_text, true}, {"Test accuracy", share}};
    for (const ArmSummary& s : r.summaries) {
        Series mean{s.arm, arm_style(r, s.arm)};
        mean.points = {{s.seconds, s.accuracy, "mean of " + grouped(s.runs),
                        s.accuracy - s.deviation, s.accuracy + s.deviation}};
        Series runs{s.arm, mean.style, Look::kPoints};
        for (const TrainedRun& run : r.trained)
            if (run.arm == s.arm)
                runs.points.push_back(
                    {run.seconds, run.test_accuracy, "seed " + std::to_string(run.seed)});
        chart.series.push_back(mean);
        chart.series.push_back(runs);
    }
    return chart;
}

std::vector<Chart> curve_charts(const Results& r) {
    std::vector<Chart> charts;
    for (const bool is_over_seconds : {false, true}) {
        const Axis x = is_over_seconds ? Axis{"time of training", seconds_text, true}
                                       : Axis{"epoch"};
        const std::string over = is_over_seconds ? " over seconds of training" : " over epochs";
        Chart accuracy{"Dev accuracy" + over, "A line for each run.", x, {"Dev accuracy", share}};
        Chart loss{"Loss" + over, "Of the dev texts; dashed: in training.", x, {"Loss"}};
        if (!is_over_seconds)
            accuracy.description += " Arms that compute the same lie on one line.";
        add_curves(r, &EpochFigures::dev_accuracy, Look::kLine, is_over_seconds, accuracy);
        add_curves(r, &EpochFigures::dev_loss, Look::kLine, is_over_seconds, loss);
        add_curves(r, &EpochFigures::train_loss, Look::kDashes, is_over_seconds, loss);
        charts.insert(charts.end(), {accuracy, loss});
    }
    return charts;
}

Chart map_chart(const Results& r) {
    const auto component = [](const std::string& name, double variance) {
        return Axis{name + " component, " + share(variance) + " of the variance"};
    };
    const std::string first = r.labels.empty() ? "first label's" : r.labels.front();
    const std::string last = r.labels.empty() ? "last label's" : r.labels.back();
    Chart chart{"Frequent words, as the trained table places them", "Near words have similar rows.",
                component("first", r.map_variance[0]), component("second", r.map_variance[1])};
    chart.series = {{"more often in " + first + " texts", 1, Look::kPoints},
                    {"more often in " + last + " texts", 0, Look::kPoints},
                    {"no strong preference", 4, Look::kPoints}};
    chart.writes_names = true;
    std::vector<MapPoint> words = r.map; // the most telling ones get their names written first
    std::stable_sort(words.begin(), words.end(), [](const MapPoint& a, const MapPoint& b) {
        return std::abs(a.weight) > std::abs(b.weight);
    });
    for (const MapPoint& p : words) {
        const Index group = std::abs(p.weight) < 1.0 / 3 ? 2 : p.weight > 0 ? 1 : 0;
        chart.series[group].points.push_back({p.x, p.y, p.word});
    }
    return chart;
}

} // namespace textrnn
