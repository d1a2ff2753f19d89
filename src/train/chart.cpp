// Draws a chart in layers: grid; line, error bars and marks of each series; labels.
#include "train/chart.h"

#include "io/text.h"

#include <array>
#include <span>

namespace textrnn {

namespace {

constexpr double kWidth = 480, kTop = 28, kBottom = 244; // of the drawing; of the plot area
constexpr double kLetter = 8, kLine = 14;              // a letter's width and a line's height

// Marks as paths from their centre: series differ in more than colour.
constexpr std::array kShapes = {
    "m-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z", // circle
    "m-3.6,-3.6h7.2v7.2h-7.2z",            // square
    "m0,-5l4.6,8.4h-9.2z",                 // triangle
    "m0,-5.4l5.4,5.4l-5.4,5.4l-5.4,-5.4z", // diamond
    "m-5,-2h10v4h-10z",                    // bar
    "m-5,-3l2,-2l3,3l3,-3l2,2l-3,3l3,3l-2,2l-3,-3l-3,3l-2,-2l3,-3z", // cross
    "m0,5l4.6,-8.4h-9.2z",                 // triangle, upside down
    "m-1.5,-5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z", // plus
    "m-2,-5h4v10h-4z",                     // upright bar
    "m-5,-5h10l-10,10h10z",                // hourglass
};

// Maps values of an axis in [low, high] to coordinates of the drawing in [from, to].
struct Scale {
    const Axis& axis;
    double low, high, from, to;

    double at(double value) const { // values below `low` map to `from` if the axis is logarithmic
        const double part =
            axis.is_log ? std::log(std::max(value, low) / low) / std::log(high / low)
                        : (value - low) / (high - low);
        return from + part * (to - from);
    }
    std::vector<double> ticks() const {
        return axis.ticks.empty() ? axis_ticks(low, high, axis.is_log) : axis.ticks;
    }
};

std::string number(double x) { return fixed(x, 1); }
std::string place(double x, double y) { return number(x) + "," + number(y); }
double text_width(const std::string& text) { return kLetter * static_cast<double>(text.size()); }

std::string svg_text(double x, double y, const std::string& kind, const std::string& text) {
    return element("text", {{"class", kind}, {"x", number(x)}, {"y", number(y)}}, escaped(text));
}

std::string svg_path(const std::string& kind, const std::string& path, const std::string& title) {
    return element("path", {{"class", kind}, {"d", path}},
                   title.empty() ? "" : element("title", {}, escaped(title))) + "\n";
}

bool fits(const Axis& axis, double value) {
    return std::isfinite(value) && (!axis.is_log || value > 1e-300); // axis_ticks(): no power is 0
}

// From the smallest to the largest value that fits on the axis, plus a margin.
Scale scale_of(const Axis& axis, std::vector<double> values, double from, double to) {
    std::erase_if(values, [&](double value) { return !fits(axis, value); });
    if (values.empty()) return {axis, 1, 10, from, to};
    const auto [low, high] = std::ranges::minmax(values);
    if (axis.is_log) return {axis, low / 1.3, high * 1.3, from, to};
    const double spread = high - low;
    const double margin = spread > 0 ? 0.06 * spread : std::max(0.1 * std::abs(low), 1e-9);
    return {axis, low - margin, high + margin, from, to};
}

// Every tick has a line; a tick without room for its text has no text.
std::string x_axis(const Scale& scale) {
    std::string svg = svg_text((scale.from + scale.to) / 2, kBottom + 42, "middle title",
                               scale.axis.title);
    std::array<double, 2> ends{}; // of the previous texts in two rows
    for (const double tick : scale.ticks()) {
        const std::string text = scale.axis.text(tick);
        const double x = scale.at(tick), half = 0.45 * text_width(text + " ");
        svg += svg_path("grid", "M" + place(x, kTop) + "V" + number(kBottom), "");
        const Index row = x - half < ends[0] ? 1 : 0;
        if (x - half < ends[row] || x + half > kWidth) continue;
        svg += svg_text(x, row == 0 ? kBottom + 15 : kBottom + 28, "middle", text);
        ends[row] = x + half;
    }
    return svg;
}

std::string y_axis(const Scale& scale, double left, double right) {
    std::string svg = svg_text(2, 15, "title", scale.axis.title);
    for (const double tick : scale.ticks()) {
        const double y = scale.at(tick);
        svg += svg_path("grid", "M" + place(left, y) + "H" + number(right), "") +
               svg_text(left - 6, y + 4, "end", scale.axis.text(tick));
    }
    return svg;
}

std::string draw(const Series& series, const Scale& x, const Scale& y) {
    const std::string style = " s" + std::to_string(series.style);
    std::string line, bars, marks;
    for (const ChartPoint& p : series.points) {
        const std::string at = place(x.at(p.x), y.at(p.y));
        std::string title = series.label + "\n" + x.axis.title + ": " + x.axis.text(p.x) + "\n" +
                            y.axis.title + ": " + y.axis.text(p.y);
        line += (line.empty() ? "M" : "L") + at;
        if (!std::isnan(p.low)) {
            bars += "M" + place(x.at(p.x) - 4, y.at(p.low)) + "h8m-4,0V" + number(y.at(p.high)) +
                    "m-4,0h8";
            title += " (" + y.axis.text(p.low) + " to " + y.axis.text(p.high) + ")";
        }
        marks += svg_path("mark" + style, "M" + at + kShapes[series.style], title);
    }
    return svg_path(series.kind + style, line, "") + svg_path("line" + style, bars, "") +
           (series.kind == "dots" ? "" : marks);
}

// Labels beside the last points, moved apart along y where they would overlap.
std::string draw_labels(const Chart& chart, const Scale& x, const Scale& y) {
    std::vector<std::pair<double, const Series*>> ends; // height, series
    for (const Series& series : chart.series)
        if (!series.label.empty() && !series.points.empty())
            ends.emplace_back(y.at(series.points.back().y) + 4, &series);
    std::ranges::stable_sort(ends, {}, [](const auto& end) { return end.first; });
    for (Index i = 1; i < ends.size(); ++i)
        ends[i].first = std::max(ends[i].first, ends[i - 1].first + kLine);
    double lowest = kBottom;
    std::string svg;
    for (Index i = ends.size(); i-- > 0; lowest -= kLine) {
        const auto& [height, series] = ends[i];
        lowest = std::min(lowest, height);
        const double gap = series->kind == "none" ? 34 : 8; // marks may stand side by side
        svg += svg_text(x.at(series->points.back().x) + gap, lowest,
                        "label s" + std::to_string(series->style), series->label);
    }
    return svg;
}

// `ys`: the values along y that the scale covers. role="img": screen readers announce the label;
// the tables below the charts hold the values.
std::string drawing(const Chart& chart, const std::vector<double>& ys, const Attributes& place) {
    const Scale y = scale_of(chart.y, ys, kBottom, kTop);
    double left = text_width("000"), right = kWidth - 16;
    for (const double tick : y.ticks()) left = std::max(left, text_width(y.axis.text(tick)));
    std::vector<double> xs;
    for (const Series& series : chart.series) {
        right = std::min(right, kWidth - 34 - text_width(series.label));
        for (const ChartPoint& p : series.points) xs.push_back(p.x);
    }
    const Scale x = scale_of(chart.x, xs, left + 10, right);
    std::string content = x_axis(x) + y_axis(y, x.from, right);
    for (const Series& series : chart.series) content += draw(series, x, y);
    Attributes attributes{{"class", "chart"}, {"viewBox", "0 0 480 290"}, {"role", "img"},
                          {"aria-label", chart.title}};
    attributes.insert(attributes.end(), place.begin(), place.end());
    return element("svg", attributes, content + draw_labels(chart, x, y)) + "\n";
}

// Removes the points that cannot be drawn. Returns the values along y of the others.
std::vector<double> drawn_values(std::span<Chart> charts) {
    std::vector<double> ys;
    for (Chart& chart : charts)
        for (Series& series : chart.series) {
            std::erase_if(series.points, [&](const ChartPoint& p) {
                return !fits(chart.x, p.x) || !fits(chart.y, p.y);
            });
            for (const ChartPoint& p : series.points) ys.insert(ys.end(), {p.y, p.low, p.high});
        }
    return ys;
}

std::vector<double> linear_ticks(double low, double high) {
    const double least = (high - low) / 6;
    double step = std::pow(10.0, std::floor(std::log10(least)));
    for (const double times : {2.0, 2.5, 2.0}) // 1, 2, 5, 10 times the power of ten
        if (step < least * (1 - 1e-9)) step *= times;
    const double slack = 1e-6 * step; // for a tick at the very end
    std::vector<double> ticks;
    const double first = std::ceil((low - slack) / step);
    for (int k = 0; k <= 12 && (first + k) * step <= high + slack; ++k) // 7 ticks or so
        ticks.push_back((first + k) * step + 0.0); // -0 becomes 0
    return ticks;
}

} // namespace

std::string brief(double value) {
    const bool is_long = value >= 999.5 && value < 1e6; // %g would print 1.23e+03
    return replaced(is_long ? count_text(value) : significant(value, 3), {{'-', "−"}});
}
std::string count_text(double count) { return grouped(static_cast<Index>(std::lround(count))); }
std::string p_value_text(double p) { return p < 0.001 ? "< 0.001" : fixed(p, 3); }

std::string seconds_text(double seconds) {
    const bool is_long = seconds >= 999.5 && seconds < 1e15; // no kiloseconds
    return is_long ? count_text(seconds) + " s" : with_prefix(seconds, "s");
}

std::string points_text(double fraction) {
    const std::string points = replaced(fixed(100 * fraction, 2), {{'-', "−"}});
    return (points.starts_with("−") ? "" : "+") + points;
}

std::string escaped(const std::string& text) {
    return replaced(printable(text, "\t\n"),
                    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}});
}

std::string element(const char* name, const Attributes& attributes, const std::string& content) {
    std::string html = std::string("<") + name;
    for (const auto& [key, value] : attributes)
        if (!value.empty()) html.append(" ").append(key) += "=\"" + escaped(value) + "\"";
    return html + ">" + content + "</" + name + ">";
}

std::vector<double> axis_ticks(double low, double high, bool is_log) {
    if (!(low < high) || !std::isfinite(high - low) || (is_log && low <= 0)) return {low};
    const double decades = is_log ? std::log10(high / low) : 0;
    if (decades < 1) return linear_ticks(low, high); // a short log axis is nearly linear
    std::vector<double> ticks;
    for (double power = std::pow(10.0, std::floor(std::log10(low))); power <= high; power *= 10)
        for (const int times : {1, 2, 5})
            if ((times == 1 || decades <= 2) && times * power >= low && times * power <= high)
                ticks.push_back(times * power);
    return ticks;
}

std::string charts_html(std::vector<Chart> charts) {
    const std::vector<double> ys = drawn_values(charts);
    if (ys.empty()) return "";
    std::string html;
    for (const Chart& chart : charts) {
        const std::string caption = element("strong", {}, escaped(chart.title)) +
                                    element("p", {}, escaped(chart.description));
        html += element("figure", {},
                        element("figcaption", {}, caption) + drawing(chart, ys, {})) + "\n";
    }
    return element("div", {{"class", "plots"}}, html) + "\n";
}

std::string charts_svg(std::vector<Chart> charts, const std::string& dark_if) {
    std::string content = element("style", {}, chart_style(dark_if));
    double x = 0;
    for (Chart& chart : charts) {
        content += drawing(chart, drawn_values({&chart, 1}),
                           {{"x", number(x)}, {"width", "480"}, {"height", "290"}});
        x += kWidth + 20;
    }
    return element("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                           {"viewBox", "0 0 " + number(x) + " 290"},
                           {"font-family", "sans-serif"}}, content) + "\n";
}

std::string chart_style(const std::string& dark_if) {
    return R"(
:root { --paper: #fff; --ink: #1c1d21; --soft: #595c63; --rule: #d5d8de;
  --s0: #0072b2; --s1: #c24f00; --s2: #007a55; --s3: #a8407f; --s4: #6a6d74; --s5: #806600;
  --s6: #7048c8; --s7: #a3122b; }
@media )" + dark_if + R"( {
:root { --paper: #15171b; --ink: #e9eaed; --soft: #a9adb6; --rule: #3a3e46;
  --s0: #56b4e9; --s1: #ff8b3d; --s2: #2fc79a; --s3: #e39cc6; --s4: #9fa3ab; --s5: #f0e442;
  --s6: #b39df5; --s7: #ff8090; } }
text { fill: var(--ink); font-size: 13px; pointer-events: none; }
.title { fill: var(--soft); } .middle { text-anchor: middle; } .end { text-anchor: end; }
.grid { stroke: var(--rule); } .none { fill: none; } .s0 { --c: var(--s0); }
.s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); } .s4 { --c: var(--s4); }
.s5 { --c: var(--s5); } .s6 { --c: var(--s6); } .s7 { --c: var(--s7); } .s8 { --c: var(--ink); }
.s9 { --c: var(--soft); }
.label { fill: var(--c); stroke: var(--paper); stroke-width: 3px; paint-order: stroke; }
.line, .dashes, .dots, .dash-dots { fill: none; stroke: var(--c); stroke-width: 1.8;
  pointer-events: none; }
.dashes { stroke-dasharray: 7 4; } .dots { stroke-dasharray: 2 4; }
.dash-dots { stroke-dasharray: 7 4 2 4; }
.mark { fill: var(--c); stroke: transparent; stroke-width: 9; }
)";
}

} // namespace textrnn
