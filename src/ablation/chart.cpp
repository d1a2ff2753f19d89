// Draws a chart in layers: grid, lines, error bars, markers, and on top one transparent circle per
// place, whose <title> names every point drawn there (equal runs share their places).
#include "ablation/chart.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace textrnn {

namespace {

constexpr double kWidth = 400, kHeight = 290;            // of the drawing
constexpr double kTop = 28, kBottom = 244, kRight = 382; // of the plot area
constexpr double kLetter = 7.8;                          // a letter's width, rounded up

// Marker shapes: styles must differ in more than colour.
constexpr std::array kShapes = {
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z", // circle
    "M-3.6,-3.6h7.2v7.2h-7.2z",            // square
    "M0,-5L4.6,3.4H-4.6z",                 // triangle
    "M0,-5.4L5.4,0L0,5.4L-5.4,0z",         // diamond
    "M-5,-2h10v4h-10z",                    // bar
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
    std::vector<double> ticks() const { return axis_ticks(low, high, axis.is_log); }
};

struct Dot { // a point with its coordinates in the drawing
    const ChartPoint& point;
    double x = 0, y = 0;
};

struct Plot {
    Scale x, y;
    std::vector<Dot> dots;
};

std::string number(double x) { return fixed(x, 1); }
std::string place(double x, double y) { return number(x) + "," + number(y); }
double text_width(const std::string& text) { return kLetter * static_cast<double>(text.size()); }

std::string svg_text(double x, double y, const char* kind, const std::string& text) {
    return element("text", {{"class", kind}, {"x", number(x)}, {"y", number(y)}}, escaped(text));
}

std::string svg_path(const std::string& kind, Index style, const std::string& path,
                     const std::string& transform = "") {
    const std::string kinds = kind + " s" + std::to_string(style % kShapes.size());
    return element("path", {{"class", kinds}, {"d", path}, {"transform", transform}}) + "\n";
}

std::string svg_line(const ChartPoint& point, const std::string& path) {
    if (point.look == Look::kPoints) return "";
    return svg_path(point.look == Look::kDashes ? "bound" : "line", point.style, path);
}

std::string svg_mark(double x, double y, const ChartPoint& point) {
    if (point.look == Look::kDashes) return "";
    // Style 0 is larger, so that it stays visible below an equal point of a later series.
    const double size = (point.look == Look::kPoints ? 0.7 : 1) * (point.style == 0 ? 1.25 : 1);
    return svg_path("mark", point.style, kShapes[point.style % kShapes.size()],
                    "translate(" + place(x, y) + ") scale(" + fixed(size, 2) + ")");
}

bool fits(const Axis& axis, double value) {
    return std::isfinite(value) && (!axis.is_log || value > 0);
}

// From the smallest to the largest value that fits on the axis, plus a margin.
Scale scale_of(const Axis& axis, std::vector<double> values, double from, double to) {
    std::erase_if(values, [&](double value) { return !fits(axis, value); });
    if (values.empty()) return {axis, 1, 10, from, to};
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (axis.is_log) return {axis, *low / 1.3, *high * 1.3, from, to};
    const double spread = *high - *low;
    const double margin = spread > 0 ? 0.06 * spread : std::max(0.1 * std::abs(*low), 1e-9);
    return {axis, *low - margin, *high + margin, from, to};
}

Plot plot_of(const Chart& chart) {
    std::vector<Dot> dots;
    std::vector<double> xs, ys;
    for (const ChartPoint& p : chart.points) {
        if (!fits(chart.x, p.x) || !fits(chart.y, p.y)) continue;
        dots.push_back({p});
        xs.push_back(p.x);
        ys.insert(ys.end(), {p.y, p.low, p.high});
    }
    const Scale y = scale_of(chart.y, ys, kBottom, kTop);
    double widest = text_width("000");
    for (const double tick : y.ticks()) widest = std::max(widest, text_width(chart.y.text(tick)));
    const Scale x = scale_of(chart.x, xs, 10 + widest, kRight);
    for (Dot& dot : dots) {
        dot.x = x.at(dot.point.x);
        dot.y = y.at(dot.point.y);
    }
    return {x, y, dots};
}

// Every tick has a line; a tick without room for its text has no text.
std::string x_axis(const Scale& scale) {
    std::string svg;
    double end = 0; // of the previous text
    for (const double tick : scale.ticks()) {
        const std::string text = scale.axis.text(tick);
        const double x = scale.at(tick), half = text_width(text + " ") / 2;
        const double middle = std::min(x, kWidth - half);
        svg += svg_path("grid", 0, "M" + place(x, kTop) + "V" + number(kBottom));
        if (middle - half < end) continue;
        svg += svg_text(middle, kBottom + 16, "middle", text);
        end = middle + half;
    }
    const double middle = (scale.from + scale.to) / 2;
    return svg + svg_text(middle, kHeight - 8, "middle title", scale.axis.title);
}

std::string y_axis(const Scale& scale, double left) {
    std::string svg = svg_text(2, 15, "title", scale.axis.title);
    for (const double tick : scale.ticks()) {
        const double y = scale.at(tick);
        svg += svg_path("grid", 0, "M" + place(left, y) + "H" + number(kRight)) +
               svg_text(left - 6, y + 4, "end", scale.axis.text(tick));
    }
    return svg;
}

std::string lines(const std::vector<Dot>& dots) {
    std::string svg, path;
    for (Index i = 0; i < dots.size(); ++i) {
        const ChartPoint& p = dots[i].point;
        path += (path.empty() ? "M" : "L") + place(dots[i].x, dots[i].y);
        if (i + 1 < dots.size() && dots[i + 1].point.series == p.series &&
            dots[i + 1].point.name == p.name)
            continue;
        svg += svg_line(p, path);
        path.clear();
    }
    return svg;
}

std::string error_bar(const Dot& dot, const Scale& y) {
    if (std::isnan(dot.point.low)) return "";
    const double low = y.at(dot.point.low), high = y.at(dot.point.high);
    const std::string path = "M" + place(dot.x - 4, low) + "h8m-4,0V" + number(high) + "m-4,0h8";
    return svg_path("bar", dot.point.style, path);
}

// "lookup, seed 3: 82.04%", "one_hot, adam: 227 ms (211 ms to 273 ms)"
std::string values_of(const ChartPoint& p, const Axis& y) {
    return p.series + (p.name.empty() ? "" : ", " + p.name) + ": " + y.text(p.y) +
           (std::isnan(p.low) ? "" : " (" + y.text(p.low) + " to " + y.text(p.high) + ")");
}

std::string hover_targets(const Plot& plot) {
    std::map<std::pair<long, long>, std::string> texts; // by rounded coordinates
    for (const Dot& dot : plot.dots) {
        std::string& text = texts[{std::lround(dot.x), std::lround(dot.y)}];
        if (text.empty()) text = plot.x.axis.title + ": " + plot.x.axis.text(dot.point.x);
        text += "\n" + values_of(dot.point, plot.y.axis);
    }
    std::string svg;
    for (const auto& [at, text] : texts)
        svg += element("circle", {{"class", "spot"}, {"cx", std::to_string(at.first)},
                                  {"cy", std::to_string(at.second)}, {"r", "8"}},
                       element("title", {}, escaped(text))) + "\n";
    return svg;
}

// role="img": screen readers announce the label; the tables beside the charts hold the values.
std::string drawing(const Chart& chart) {
    const Plot plot = plot_of(chart);
    std::string content = x_axis(plot.x) + y_axis(plot.y, plot.x.from) + lines(plot.dots);
    for (const Dot& dot : plot.dots) content += error_bar(dot, plot.y);
    for (const Dot& dot : plot.dots) content += svg_mark(dot.x, dot.y, dot.point);
    return element("svg", {{"class", "chart"}, {"viewBox", "0 0 400 290"}, {"role", "img"},
                           {"aria-label", chart.title}}, content + hover_targets(plot)) + "\n";
}

std::string legend(const Chart& chart) {
    const Attributes box = {{"class", "key"}, {"viewBox", "-12 -7 24 14"}, {"aria-hidden", "true"}};
    std::set<std::string> names;
    std::string items;
    for (const ChartPoint& p : chart.points)
        if (names.insert(p.series).second)
            items += element("li", {}, element("svg", box, svg_line(p, "M-12,0H12") +
                                                               svg_mark(0, 0, p)) +
                                           escaped(p.series));
    return names.size() < 2 ? "" : element("ul", {{"class", "legend"}}, items) + "\n";
}

std::vector<double> linear_ticks(double low, double high) {
    const double least = (high - low) / 6;
    double step = std::pow(10.0, std::floor(std::log10(least)));
    for (const double times : {2.0, 2.5, 2.0}) // 1, 2, 5, 10 times the power of ten
        if (step < least * (1 - 1e-9)) step *= times;
    const double slack = 1e-6 * step; // for a tick at the very end
    std::vector<double> ticks;
    const double first = std::ceil((low - slack) / step);
    for (int k = 0; k <= 12 && (first + k) * step <= high + slack; ++k) // 7 ticks, if not rounded
        ticks.push_back((first + k) * step + 0.0); // -0 becomes 0
    return ticks;
}

} // namespace

std::vector<double> axis_ticks(double low, double high, bool is_log) {
    if (!(low < high) || !std::isfinite(high - low) || (is_log && low <= 0)) return {low};
    const double decades = is_log ? std::log10(high / low) : 0;
    if (decades < 1) return linear_ticks(low, high); // a logarithm is nearly linear there
    const int skip = static_cast<int>(std::ceil(decades / 6));
    std::vector<double> ticks;
    for (int e = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, e) <= high; ++e)
        for (const int times : {1, 2, 5}) {
            const double tick = times * std::pow(10.0, e);
            const bool is_wanted = times == 1 ? e % skip == 0 : decades <= 2;
            if (is_wanted && tick >= low && tick <= high) ticks.push_back(tick);
        }
    return ticks;
}

std::string chart_html(const Chart& chart) {
    const std::string caption =
        element("h3", {}, escaped(chart.title)) + element("p", {}, escaped(chart.description));
    return element("figure", {}, element("figcaption", {}, caption) + legend(chart) +
                                     drawing(chart)) + "\n";
}

} // namespace textrnn
