// Series are named and numbered by arm, for the cost by arm and optimizer.
#include "ablation/report_charts.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

std::string bytes_text(double value) { return with_unit(value, "B"); }
std::string count_text(double value) { return grouped(static_cast<Index>(std::lround(value))); }

// 0.8125 -> "81.25%", 0.8 -> "80%"
std::string percent_text(double value) {
    std::string text = decimal(100 * value, 2);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text + "%";
}

const Axis kVocabulary = {"words in the vocabulary, V", count_text, true};

Index arm_style(const Results& r, const std::string& arm) {
    const auto at = std::find(r.arms.begin(), r.arms.end(), arm);
    return static_cast<Index>(at - r.arms.begin());
}

// A part of the cost for each arm and optimizer, over V.
std::vector<Series> cost_series(const Results& r, double CostPoint::*part, bool has_range) {
    std::vector<Series> all;
    for (const CostPoint& p : r.cost) {
        const std::string name = p.arm + ", " + p.optimizer;
        if (all.empty() || all.back().name != name) all.push_back({name, all.size()});
        if (!p.not_run.empty()) continue;
        ChartPoint point = {static_cast<double>(p.vocabulary), p.*part};
        if (has_range) {
            point.low = p.fastest_seconds;
            point.high = p.slowest_seconds;
            point.note = "least possible: " + seconds_text(p.least_seconds);
        }
        all.back().points.push_back(point);
    }
    return all;
}

// Drawn also where nothing was run: these lines are counted, not measured.
void add_least_times(const Results& r, Chart& chart) {
    for (Series series : std::vector<Series>(chart.series)) {
        const std::string measured = series.name;
        series.name = "least possible";
        series.look = Series::Look::kDashes;
        series.points.clear();
        for (const CostPoint& p : r.cost)
            if (p.arm + ", " + p.optimizer == measured)
                series.points.push_back({.x = static_cast<double>(p.vocabulary),
                                         .y = p.least_seconds,
                                         .note = "of " + measured});
        chart.series.push_back(series);
    }
}

Chart phase_chart(const Results& r, const std::string& phase, double CostPoint::*part) {
    Chart chart{"cost-" + phase, "Time of " + phase, "Median of the steps.", kVocabulary,
                {"time of " + phase, seconds_text, true}};
    chart.series = cost_series(r, part, false);
    for (const CostPoint& p : r.cost) { // the same scale for the three parts
        for (const double time : {p.forward_seconds, p.backward_seconds, p.update_seconds}) {
            if (!p.not_run.empty() || !(time > 0)) continue;
            chart.y.low = std::min(chart.y.low.value_or(time), time);
            chart.y.high = std::max(chart.y.high.value_or(time), time);
        }
    }
    return chart;
}

Chart curve_chart(const Results& r, const std::string& id, double EpochFigures::*part,
                  const Axis& figure, bool is_over_seconds) {
    const std::string over = is_over_seconds ? "seconds of training" : "epochs";
    Chart chart{id, figure.title + " over " + over,
                "A line for each run. Arms that compute the same lie on one line over epochs.",
                is_over_seconds ? Axis{"time of training", seconds_text, true}
                                : Axis{"epoch", count_text},
                figure};
    for (const TrainedRun& run : r.trained) {
        Series series{run.arm, arm_style(r, run.arm)};
        for (const EpochFigures& e : run.epochs) {
            ChartPoint point = {is_over_seconds ? e.seconds : static_cast<double>(e.epoch),
                                e.*part};
            point.note = "seed " + std::to_string(run.seed);
            if (is_over_seconds) point.note += ", epoch " + std::to_string(e.epoch);
            series.points.push_back(point);
        }
        chart.series.push_back(series);
    }
    return chart;
}

// The training loss beside the dev loss, dashed.
void add_train_loss(const Results& r, Chart& chart, bool is_over_seconds) {
    for (const TrainedRun& run : r.trained) {
        Series series{"loss in training", arm_style(r, run.arm), Series::Look::kDashes};
        for (const EpochFigures& e : run.epochs)
            series.points.push_back(
                {.x = is_over_seconds ? e.seconds : static_cast<double>(e.epoch),
                 .y = e.train_loss,
                 .note = run.arm + ", seed " + std::to_string(run.seed)});
        chart.series.push_back(series);
    }
}

} // namespace

Chart step_chart(const Results& r) {
    Chart chart{"cost-step", "Time of a training step",
                "Median, with the fastest and the slowest step as a bar. Dashed: the least time "
                "possible on this machine, from counted arithmetic and bytes.",
                kVocabulary, {"time of a step", seconds_text, true}};
    chart.series = cost_series(r, &CostPoint::step_seconds, true);
    add_least_times(r, chart);
    return chart;
}

Chart memory_chart(const Results& r) {
    Chart chart{"cost-memory", "Memory held",
                "Parameters, optimizer, gradients and activations of a step.", kVocabulary,
                {"memory", bytes_text, true}};
    chart.series = cost_series(r, &CostPoint::memory, false);
    return chart;
}

std::vector<Chart> phase_charts(const Results& r) {
    return {phase_chart(r, "forward", &CostPoint::forward_seconds),
            phase_chart(r, "backward", &CostPoint::backward_seconds),
            phase_chart(r, "update", &CostPoint::update_seconds)};
}

Chart accuracy_chart(const Results& r) {
    Chart chart{"accuracy", "Test accuracy of each arm",
                "Large: the mean, with a standard deviation to both sides. Small: each run.",
                {"test accuracy", percent_text}, {"arm"}};
    chart.bars_along_x = true;
    for (const ArmSummary& s : r.summaries) {
        const Index style = arm_style(r, s.arm);
        const double row = static_cast<double>(chart.y.names.size());
        chart.y.names.push_back(s.arm);
        Series mean{s.arm + ", mean", style, Series::Look::kPoints};
        mean.points = {{.x = s.accuracy, .y = row - 0.12, .low = s.accuracy - s.deviation,
                        .high = s.accuracy + s.deviation}};
        Series runs{s.arm, style, Series::Look::kSmallPoints};
        for (const TrainedRun& run : r.trained)
            if (run.arm == s.arm)
                runs.points.push_back({.x = run.test_accuracy, .y = row + 0.22,
                                       .note = "seed " + std::to_string(run.seed)});
        chart.series.push_back(mean);
        chart.series.push_back(runs);
    }
    return chart;
}

std::vector<Chart> curve_charts(const Results& r) {
    const Axis accuracy = {"Dev accuracy", percent_text}, loss = {"Dev loss"};
    std::vector<Chart> charts;
    for (const bool is_over_seconds : {false, true}) {
        const std::string over = is_over_seconds ? "seconds" : "epochs";
        charts.push_back(curve_chart(r, "accuracy-" + over, &EpochFigures::dev_accuracy, accuracy,
                                     is_over_seconds));
        charts.push_back(curve_chart(r, "loss-" + over, &EpochFigures::dev_loss, loss,
                                     is_over_seconds));
        charts.back().description += " Dashed: the loss in training.";
        add_train_loss(r, charts.back(), is_over_seconds);
    }
    return charts;
}

Chart map_chart(const Results& r) {
    const auto component = [&](const char* name, double variance) {
        return std::string(name) + " component, " + percent_text(variance) + " of the variance";
    };
    Chart chart{"map", "Frequent words, as the trained table places them",
                "Near words have similar rows. Colour and shape say in texts of which label a "
                "word stands more often.",
                {component("first", r.map_variance[0])},
                {component("second", r.map_variance[1])}};
    Series words{"", 0, Series::Look::kPoints};
    for (const MapPoint& p : r.map)
        words.points.push_back({.x = p.x, .y = p.y, .name = p.word,
                                .note = "weight " + decimal(p.weight, 2), .shade = p.weight});
    // The most telling words get their names written first.
    std::stable_sort(words.points.begin(), words.points.end(),
                     [](const ChartPoint& a, const ChartPoint& b) {
                         return std::abs(*a.shade) > std::abs(*b.shade);
                     });
    chart.series = {words};
    return chart;
}

} // namespace textrnn
