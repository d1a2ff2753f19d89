// Turns results into points of charts. A point's style is the number of its arm; in the cost
// charts, of its arm and optimizer.
#include "ablation/report.h"

#include <algorithm>

namespace textrnn {

namespace {

Index arm_style(const Results& r, const std::string& arm) {
    return static_cast<Index>(std::find(r.arms.begin(), r.arms.end(), arm) - r.arms.begin());
}

// A line per arm and optimizer: dashed for the least time, which is counted, not measured.
void add_cost(const Results& r, double CostPoint::*figure, Chart& chart) {
    std::vector<std::string> names;
    for (const CostPoint& p : r.cost) {
        const std::string name = p.arm + ", " + p.optimizer;
        if (names.empty() || names.back() != name) names.push_back(name);
        const Index style = names.size() - 1;
        const double x = static_cast<double>(p.vocabulary), y = p.*figure;
        if (figure == &CostPoint::least_seconds)
            chart.points.push_back({"least possible", name, style, Look::kDashes, x, y});
        else
            chart.points.push_back({name, "", style, Look::kLine, x, y});
        if (figure != &CostPoint::step_seconds) continue;
        chart.points.back().low = p.fastest_seconds;
        chart.points.back().high = p.slowest_seconds;
    }
}

// A line per run: dashed for the training loss. A logarithmic x is the training time.
void add_curves(const Results& r, double EpochFigures::*figure, Chart& chart) {
    for (const TrainedRun& run : r.trained) {
        ChartPoint point{run.arm, "seed " + std::to_string(run.seed), arm_style(r, run.arm)};
        if (figure == &EpochFigures::train_loss)
            point = {"training loss", run.arm + ", " + point.name, point.style, Look::kDashes};
        for (const EpochFigures& e : run.epochs) {
            point.x = chart.x.is_log ? e.seconds : static_cast<double>(e.epoch);
            point.y = e.*figure;
            chart.points.push_back(point);
        }
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
        add_cost(r, figure, charts.back());
    }
    add_cost(r, &CostPoint::least_seconds, charts[0]);
    return charts;
}

Chart accuracy_chart(const Results& r) {
    Chart chart{"Test accuracy and training time",
                "Large: an arm's mean, with one standard deviation to both sides. Small: each run.",
                {"training time", seconds_text, true}, {"Test accuracy", percent}};
    for (const ArmSummary& s : r.summaries)
        chart.points.push_back({s.arm, "mean of " + grouped(s.runs), arm_style(r, s.arm),
                                Look::kLine, s.seconds, s.accuracy, s.accuracy - s.deviation,
                                s.accuracy + s.deviation});
    for (const TrainedRun& run : r.trained)
        chart.points.push_back({run.arm, "seed " + std::to_string(run.seed), arm_style(r, run.arm),
                                Look::kPoints, run.seconds, run.test_accuracy});
    return chart;
}

std::vector<Chart> curve_charts(const Results& r) {
    std::vector<Chart> charts;
    for (const Axis& x : {Axis{"epoch"}, Axis{"training time", seconds_text, true}}) {
        const std::string over = x.is_log ? " over training time" : " over epochs";
        charts.push_back({"Dev accuracy" + over,
                          "One line per run. Over epochs, arms that compute the same share a line.",
                          x, {"Dev accuracy", percent}});
        add_curves(r, &EpochFigures::dev_accuracy, charts.back());
        charts.push_back({"Loss" + over, "Of the dev texts. Dashed: training loss.", x, {"Loss"}});
        add_curves(r, &EpochFigures::dev_loss, charts.back());
        add_curves(r, &EpochFigures::train_loss, charts.back());
    }
    return charts;
}

} // namespace textrnn
