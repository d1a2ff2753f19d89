// Charts as inline SVG. The page's CSS sets colours and text sizes; hovering over a point shows its
// values (an SVG <title>).
#pragma once

#include "ablation/report_text.h"

#include <cmath>
#include <string>
#include <vector>

namespace textrnn {

struct Axis {
    std::string title;
    std::string (*text)(double) = brief; // formats ticks and values
    bool is_log = false;
};

enum class Look { kLine, kPoints, kDashes };

// Consecutive points with equal series and name are joined to a line.
struct ChartPoint {
    std::string series; // its entry in the legend
    std::string name;   // tells the point or its line apart within the series, e.g. "seed 3"
    Index style = 0;    // number of the colour and the marker shape
    Look look = Look::kLine;
    double x = 0, y = 0;
    double low = NAN, high = NAN; // ends of the error bar along y; NaN: no error bar
};

// Points that are not finite, or not positive on a logarithmic axis, are not drawn.
struct Chart {
    std::string title, description;
    Axis x, y;
    std::vector<ChartPoint> points = {};
};

// <figure> with caption, legend (of two series or more) and drawing.
std::string chart_html(const Chart&);

// Round values in [low, high], in steps of 1, 2 or 5 times a power of ten. A logarithmic axis of at
// least one decade has ticks at powers of ten: up to two decades also at 2 and 5 times these, above
// six decades only at every second, third, ... power.
std::vector<double> axis_ticks(double low, double high, bool is_log);

} // namespace textrnn
