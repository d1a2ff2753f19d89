// Charts as inline SVG. Colours and sizes of text come from the page's style; the values show on
// hover, touch and keyboard focus, by CSS alone.
#pragma once

#include "ablation/report_text.h"

#include <optional>
#include <string>
#include <vector>

namespace textrnn {

struct Axis {
    std::string title;
    std::string (*text)(double) = brief; // of ticks and of values
    bool is_log = false;
};

struct ChartPoint {
    double x = 0, y = 0;
    std::string name = {};                     // which of the series' points it is
    std::optional<double> low = {}, high = {}; // of the error bar, along y
};

struct Series {
    enum class Look { kLine, kPoints, kDashes };
    std::string name; // several may share it: the legend has it once, and the tab key stops once
    Index style = 0;  // colour and shape of the points
    Look look = Look::kLine;
    std::vector<ChartPoint> points = {};
};

// Points that are not finite, or not positive on a logarithmic axis, are left out.
struct Chart {
    std::string title, description;
    Axis x, y;
    std::vector<Series> series = {};
    bool writes_names = false; // beside the points, where there is room
};

std::string svg_of(const Chart&);
std::string legend_of(const Chart&); // an HTML list, "" for less than two names

// 1-2-5 steps; on a logarithmic axis powers of ten, with 2 and 5 between where there is room.
std::vector<double> axis_ticks(double low, double high, bool is_log);

// From values to places in the drawing.
struct Scale {
    double low = 0, high = 1; // of the values
    double from = 0, to = 1;  // where these are drawn
    bool is_log = false;

    double at(double value) const;
    std::vector<double> ticks() const { return axis_ticks(low, high, is_log); }
};

// Of the values' range, with some air on both sides. They all fit the axis.
Scale scale_of(const Axis&, const std::vector<double>& values, double from, double to);

} // namespace textrnn
