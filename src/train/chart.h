// Parts of reports: formatted numbers, HTML elements, and charts as SVG, inside a page or as
// files. Hovering over a marker of a chart shows its values (an SVG <title>).
#pragma once

#include "core/tensor.h"

#include <cmath>
#include <functional>
#include <string>
#include <utility>

namespace textrnn {

// Formatted numbers. Only brief() and points_text() take negatives; their minus sign is U+2212.
std::string brief(double value);          // "0.0123", "−1.19e−07"; 1,000 to 1e6: "1,234"
std::string count_text(double count);     // "200,000"
std::string seconds_text(double seconds); // "1.23 ms", "42.5 s", "5,200 s"
std::string points_text(double fraction); // percentage points: 0.0125 -> "+1.25"
std::string p_value_text(double p);       // "0.031", "< 0.001"

// printable() of io/text.h, but keeps tabs and newlines; escapes & < > " for HTML text and
// attributes. Use it for all text of a data set, which may contain anything, e.g. "<script>".
std::string escaped(const std::string& text);

using Attributes = std::vector<std::pair<const char*, std::string>>;

// <name key="value">content</name>. Escapes the values, but not the content, which is HTML; leaves
// out attributes with an empty value.
std::string element(const char* name, const Attributes&, const std::string& content);

struct Axis {
    std::string title;
    std::function<std::string(double)> text = brief; // formats ticks and values
    bool is_log = false;
    std::vector<double> ticks = {}; // empty: axis_ticks()
};

struct ChartPoint {
    double x = 0, y = 0;
    double low = NAN, high = NAN; // ends of the error bar along y; NaN: no error bar
};

struct Series {
    std::string label; // beside the last point; labels move apart if they would overlap
    Index style = 0;   // 0 to 9: the colour and the marker shape
    // "line", "dashes", "dash-dots"; "dots": dotted, without markers; "none": markers, but no line.
    std::string kind = "line";
    std::vector<ChartPoint> points = {};
};

// Points that are not finite, or not positive on a logarithmic axis, are not drawn.
struct Chart {
    std::string title, description;
    Axis x, y;
    std::vector<Series> series = {};
};

// A row of <figure>s that share the scale of the y axis; "" if the charts have no points.
std::string charts_html(std::vector<Chart> charts);

// An SVG file with the charts side by side, each with its own scale. dark_if: see chart_style().
std::string charts_svg(std::vector<Chart> charts, const std::string& dark_if);

// CSS rules, with colours like Okabe and Ito's for colour-blind readers. `dark_if`: media query for
// the dark colours: "all", "not all" (never), or "screen and (prefers-color-scheme: dark)".
std::string chart_style(const std::string& dark_if);

// Ticks in [low, high]; {low} if the range is empty or infinite, or low <= 0 on a logarithmic axis.
// Linear axis, or under one decade: multiples of 1, 2 or 5 times a power of ten. Logarithmic axis
// of one to two decades: 1, 2 and 5 times each power of ten; longer: powers of ten.
std::vector<double> axis_ticks(double low, double high, bool is_log);

} // namespace textrnn
