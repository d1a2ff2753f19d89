// Charts as inline SVG. Colours and sizes of text come from the page's style; each value shows on
// hover, touch and keyboard focus, by CSS alone.
#pragma once

#include "ablation/figures.h"
#include "ablation/report_tables.h"

#include <optional>
#include <string>
#include <vector>

namespace textrnn {

struct Axis {
    std::string title;
    std::string (*text)(double) = brief; // of ticks and of values
    bool is_log = false;
    std::vector<std::string> names = {}; // of 0, 1, ... from the top, in place of numbers
    std::optional<double> low = {}, high = {}; // the range at least; the points may widen it
};

struct ChartPoint {
    double x = 0, y = 0;
    std::optional<double> low = {}, high = {}; // of the error bar
    std::string name = {};                     // written beside the point if there is room
    std::string note = {};                     // more to show on hover; may have several lines
    std::optional<double> shade = {};          // from -1 to 1: a colour of its own
};

struct Series {
    enum class Look { kLine, kPoints, kSmallPoints, kDashes };
    std::string name; // in the legend, unless empty or there already
    Index style = 0;  // colour and shape of the points
    Look look = Look::kLine;
    std::vector<ChartPoint> points = {};
};

// Points that are not finite, or not positive on a logarithmic axis, are left out.
struct Chart {
    std::string id; // unique in the page
    std::string title, description;
    Axis x, y;
    std::vector<Series> series = {};
    bool bars_along_x = false;
};

// 1-2-5 steps; on a logarithmic axis powers of ten, with 2 and 5 between where there is room.
std::vector<double> axis_ticks(double low, double high, bool is_log);

std::string svg_of(const Chart&);
std::string legend_of(const Chart&); // an HTML list, "" for less than two names
TextTable data_of(const Chart&);     // all that is drawn

} // namespace textrnn
