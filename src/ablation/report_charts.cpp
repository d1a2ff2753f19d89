// Turns results into chart series. A series' style is the number of its arm; in the cost charts, of
// its arm and optimizer.
#include "ablation/report.h"

#include <algorithm>

namespace textrnn {

namespace {

using Look = ChartSeries::Look;

Index arm_style(const Results& r, const std::string& arm) {
    return static_cast<Index>(std::find(r.arms.begin(), r.arms.end(), arm) - r.arms.begin());
}

// One series per arm and optimizer. Dashed lines are for counted figures, which also exist at sizes
// that were not run.
void add_cost(const Results& r, double CostPoint::*figure, Look look, Chart& chart) {
    const bool is_counted = look == Look::kDashes;
    std::string previous;
    Index style = 0;
    for (const CostPoint& p : r.cost) {
        const std::string name = p.arm + ", " + p.optimizer;
        if (name != previous)
            chart.series.push_back({is_counted ? "least possible" : name, style++, look});
        previous = name;
        if (!is_counted && !p.not_run.empty()) continue;
        ChartPoint point = {static_cast<double>(p.vocabulary), p.*figure};
        if (is_counted) point.name = name;
        if (figure == &CostPoint::step_seconds) {
            point.low = p.fastest_seconds;
            point.high = p.slowest_seconds;
        }
        chart.series.back().points.push_back(point);
    }
}

// One line per run. The legend has one entry per arm, and one for all dashed lines.
void add_curves(const Results& r, double EpochFigures::*figure, Look look, Chart& chart) {
    for (const TrainedRun& run : r.trained) {
        const bool is_dashed = look == Look::kDashes;
        const std::string seed = "seed " + std::to_string(run.seed);
        ChartSeries series{is_dashed ? "training loss" : run.arm, arm_style(r, run.arm), look};
        for (const EpochFigures& e : run.epochs) // the logarithmic axis is the training time
            series.points.push_back({chart.x.is_log ? e.seconds : static_cast<double>(e.epoch),
                                     e.*figure, is_dashed ? run.arm + ", " + seed : seed});
        chart.series.push_back(series);
    }
}

} // namespace

std::vector<Chart> cost_charts(const Results& r) {
    const struct {
        double CostPoint::*figure;
        const char *title, *description;
    } kCharts[] = {{&CostPoint::step_seconds, "Time of a training step",
                    "Median, with the fastest and the slowest step as a bar. Dashed: the least "
                    "time possible on this machine, from counted arithmetic and bytes."},
                   {&CostPoint::memory, "Memory held",
                    "Parameters, optimizer state, gradients and activations of a step."},
                   {&CostPoint::forward_seconds, "Time of forward", "A part of the step."},
                   {&CostPoint::backward_seconds, "Time of backward", "A part of the step."},
                   {&CostPoint::update_seconds, "Time of update", "A part of the step."}};
    std::vector<Chart> charts;
    for (const auto& [figure, title, description] : kCharts) {
        const auto text = figure == &CostPoint::memory ? bytes_text : seconds_text;
        charts.push_back({title, description, {"words in the vocabulary, V", count_text, true},
                          {title, text, true}});
        add_cost(r, figure, Look::kLine, charts.back());
    }
    add_cost(r, &CostPoint::least_seconds, Look::kDashes, charts[0]);
    return charts;
}

Chart accuracy_chart(const Results& r) {
    Chart chart{"Test accuracy and training time",
                "Large: an arm's mean, with one standard deviation to both sides. Small: each run.",
                {"training time", seconds_text, true}, {"Test accuracy", percent}};
    for (const ArmSummary& s : r.summaries)
        chart.series.push_back({s.arm, arm_style(r, s.arm), Look::kLine,
                                {{s.seconds, s.accuracy, "mean of " + grouped(s.runs),
                                  s.accuracy - s.deviation, s.accuracy + s.deviation}}});
    for (const TrainedRun& run : r.trained)
        chart.series.push_back(
            {run.arm, arm_style(r, run.arm), Look::kPoints,
             {{run.seconds, run.test_accuracy, "seed " + std::to_string(run.seed)}}});
    return chart;
}

std::vector<Chart> curve_charts(const Results& r) {
    std::vector<Chart> charts;
    for (const Axis& x : {Axis{"epoch"}, Axis{"training time", seconds_text, true}}) {
        const std::string over = x.is_log ? " over training time" : " over epochs";
        charts.push_back({"Dev accuracy" + over,
                          "One line per run. Over epochs, arms that compute the same share a line.",
                          x, {"Dev accuracy", percent}});
        add_curves(r, &EpochFigures::dev_accuracy, Look::kLine, charts.back());
        charts.push_back({"Loss" + over, "Of the dev texts. Dashed: training loss.", x, {"Loss"}});
        add_curves(r, &EpochFigures::dev_loss, Look::kLine, charts.back());
        add_curves(r, &EpochFigures::train_loss, Look::kDashes, charts.back());
    }
    return charts;
}

} // namespace textrnn
