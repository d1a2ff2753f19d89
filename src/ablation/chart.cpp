// A chart is drawn in layers: grid, lines, points, names, and on top of all the places that answer
// to the pointer and the keyboard, so that what they show is never covered by a later point.
#include "ablation/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace textrnn {

namespace {

using Look = Series::Look;

constexpr double kWidth = 400, kHeight = 290, kTop = 28, kBottom = 244, kRight = 382;
constexpr double kLetter = 7.2;  // width of a letter, at most; text is up to 13 high
constexpr Index kMostValues = 8; // shown of points at one place

// A shape for each style, so that colour is never the only difference.
constexpr std::array<const char*, 5> kShapes = {
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z", // circle
    "M-3.6,-3.6h7.2v7.2h-7.2z",            // square
    "M0,-5L4.6,3.4H-4.6z",                 // triangle
    "M0,-5.4L5.4,0L0,5.4L-5.4,0z",         // diamond
    "M-5,-2h10v4h-10z",                    // bar
};

// The width of a text in letters, at most: characters of three bytes may be wide, as Chinese is.
double letters(const std::string& text) {
    double sum = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) != 0x80) sum += byte < 0xE0 ? 1 : 2; // the first byte of a character
    }
    return sum;
}

std::string step(const char* command, double x) { return command + decimal(x, 1) + " "; }
std::string step(const char* command, double x, double y) {
    return command + decimal(x, 1) + "," + decimal(y, 1) + " ";
}

std::string svg_text(double x, double y, const char* kind, const std::string& text) {
    return element("text", {{"class", kind}, {"x", decimal(x, 1)}, {"y", decimal(y, 1)}},
                   escaped(text));
}

std::string svg_path(const char* kind, Index style, const std::string& path) {
    const std::string name = std::string(kind) + " s" + std::to_string(style % kShapes.size());
    return element("path", {{"class", name}, {"d", path}}) + "\n";
}

std::string svg_line(const Series& series, const std::string& path) {
    if (series.look == Look::kPoints) return "";
    return svg_path(series.look == Look::kDashes ? "bound" : "line", series.style, path);
}

std::string svg_mark(double x, double y, const Series& series) {
    if (series.look == Look::kDashes) return "";
    // The first series' points are larger, to be seen below equal ones of the next.
    const double scale = (series.look == Look::kPoints ? 0.7 : 1) * (series.style == 0 ? 1.25 : 1);
    return element("g", {{"transform", step("translate(", x, y) + ") scale(" +
                                           decimal(scale, 2) + ")"}},
                   svg_path("mark", series.style, kShapes[series.style % kShapes.size()]));
}

struct Dot { // a point that can be drawn
    const Series& series;
    const ChartPoint& point;
    double x = 0, y = 0;
};

struct Plot {
    const Chart& chart;
    Scale x, y;
    std::vector<Dot> dots;
};

bool fits(const Axis& axis, double value) {
    return std::isfinite(value) && (!axis.is_log || value > 0);
}

Plot plot_of(const Chart& chart) {
    Plot plot{chart, {}, {}, {}};
    std::vector<double> xs, ys;
    for (const Series& series : chart.series) {
        for (const ChartPoint& p : series.points) {
            if (!fits(chart.x, p.x) || !fits(chart.y, p.y)) continue;
            plot.dots.push_back({series, p});
            xs.push_back(p.x);
            for (const double y : {p.y, p.low.value_or(p.y), p.high.value_or(p.y)})
                if (fits(chart.y, y)) ys.push_back(y);
        }
    }
    plot.y = scale_of(chart.y, ys, kBottom, kTop);
    double longest = 3;
    for (const double tick : plot.y.ticks())
        longest = std::max(longest, letters(chart.y.text(tick)));
    plot.x = scale_of(chart.x, xs, 10 + kLetter * longest, kRight);
    for (Dot& dot : plot.dots) {
        dot.x = plot.x.at(dot.point.x);
        dot.y = plot.y.at(dot.point.y);
    }
    return plot;
}

// Ticks without room for their text stay as lines.
std::string x_axis(const Scale& scale, const Axis& axis) {
    std::string svg;
    double end = 0; // of the text before
    for (const double tick : scale.ticks()) {
        const std::string text = axis.text(tick);
        const double at = scale.at(tick), half = kLetter * (letters(text) + 1) / 2;
        const double middle = std::min(at, kWidth - half);
        svg += svg_path("grid", 0, step("M", at, kTop) + step("V", kBottom));
        if (middle - half < end) continue;
        svg += svg_text(middle, kBottom + 16, "middle", text);
        end = middle + half;
    }
    return svg + svg_text((scale.from + scale.to) / 2, kHeight - 8, "middle title", axis.title);
}

std::string y_axis(const Plot& plot) {
    std::string svg = svg_text(2, 15, "title", plot.chart.y.title);
    for (const double tick : plot.y.ticks()) {
        const double at = plot.y.at(tick);
        svg += svg_path("grid", 0, step("M", plot.x.from, at) + step("H", plot.x.to)) +
               svg_text(plot.x.from - 6, at + 4, "end", plot.chart.y.text(tick));
    }
    return svg;
}

std::string lines(const Plot& plot) {
    std::string svg;
    for (const Series& series : plot.chart.series) {
        std::string path;
        for (const Dot& dot : plot.dots)
            if (&dot.series == &series) path += step(path.empty() ? "M" : "L", dot.x, dot.y);
        svg += svg_line(series, path);
    }
    return svg;
}

std::string error_bar(const Dot& dot, const Scale& y) {
    if (!dot.point.low || !dot.point.high) return "";
    const double low = y.at(*dot.point.low), high = y.at(*dot.point.high);
    return svg_path("bar", dot.series.style,
                    step("M", dot.x - 4, low) + "h8" + step("M", dot.x - 4, high) + "h8" +
                        step("M", dot.x, low) + step("V", high));
}

// To the right of the points, where there is room.
std::string names(const Plot& plot) {
    std::vector<const Dot*> named;
    std::string svg;
    const auto end = [](const Dot& dot) { return dot.x + 9 + kLetter * letters(dot.point.name); };
    for (const Dot& dot : plot.dots) {
        const bool is_free = std::none_of(named.begin(), named.end(), [&](const Dot* other) {
            return std::abs(dot.y - other->y) < 14 && dot.x < end(*other) && other->x < end(dot);
        });
        if (!is_free || end(dot) > kWidth) continue;
        named.push_back(&dot);
        svg += svg_text(dot.x + 7, dot.y + 4, "name", dot.point.name);
    }
    return svg;
}

// What is shown of all the points that are drawn at one place.
std::vector<std::string> values_of(const Chart& chart, const std::vector<const Dot*>& dots) {
    std::vector<std::string> lines = {chart.x.title + ": " + chart.x.text(dots[0]->point.x)};
    for (Index i = 0; i < dots.size() && i < kMostValues; ++i) {
        const ChartPoint& p = dots[i]->point;
        lines.push_back(dots[i]->series.name + (p.name.empty() ? "" : ", " + p.name) + ": " +
                        chart.y.text(p.y));
        if (p.low && p.high)
            lines.back() += " (" + chart.y.text(*p.low) + " to " + chart.y.text(*p.high) + ")";
    }
    if (dots.size() > kMostValues)
        lines.push_back("and " + grouped(dots.size() - kMostValues) + " more");
    return lines;
}

// A circle to hit, and above or below it the values, as HTML that wraps by itself.
std::string spot(const Dot& dot, const std::vector<std::string>& values, bool is_stop) {
    constexpr double kTip = 290; // its width, at most
    const bool is_above = dot.y > kHeight / 2;
    const double left = std::clamp(dot.x - kTip / 2, 0.0, kWidth - kTip);
    const std::string box = element("div", {}, element("p", {}, escaped(joined(values, "\n"))));
    const Attributes place = {{"class", is_above ? "tip above" : "tip"},
                              {"x", decimal(left, 1)},
                              {"y", decimal(is_above ? 0 : dot.y + 9, 1)},
                              {"width", decimal(kTip, 0)},
                              {"height", decimal(is_above ? dot.y - 9 : kHeight - dot.y, 1)}};
    const Attributes circle = {{"cx", decimal(dot.x, 1)}, {"cy", decimal(dot.y, 1)}, {"r", "9"}};
    return element("g", {{"class", "spot"}, {"tabindex", is_stop ? "0" : "-1"}, {"role", "img"},
                         {"aria-label", joined(values)}},
                   element("circle", circle) + element("foreignObject", place, box)) +
           "\n";
}

// The tab key stops where the first series of a name ends.
std::string spots(const Plot& plot) {
    std::map<std::pair<long, long>, std::vector<const Dot*>> places;
    std::map<std::string, const Dot*> ends;
    for (const Dot& dot : plot.dots) {
        places[{std::lround(dot.x), std::lround(dot.y)}].push_back(&dot);
        const Dot*& end = ends[dot.series.name];
        if (!end || &end->series == &dot.series) end = &dot;
    }
    std::string svg;
    for (const auto& [place, dots] : places) {
        const bool is_stop = std::any_of(dots.begin(), dots.end(), [&](const Dot* dot) {
            return ends[dot->series.name] == dot;
        });
        svg += spot(*dots[0], values_of(plot.chart, dots), is_stop);
    }
    return svg;
}

} // namespace

std::string svg_of(const Chart& chart) {
    const Plot plot = plot_of(chart);
    std::string content = x_axis(plot.x, chart.x) + y_axis(plot) + lines(plot);
    for (const Dot& dot : plot.dots)
        content += error_bar(dot, plot.y) + svg_mark(dot.x, dot.y, dot.series);
    if (chart.writes_names) content += names(plot);
    return element("svg", {{"class", "chart"}, {"viewBox", "0 0 400 290"}, {"role", "group"},
                           {"aria-label", chart.title}},
                   content + spots(plot)) +
           "\n";
}

std::string legend_of(const Chart& chart) {
    std::set<std::string> names;
    std::string items;
    for (const Series& series : chart.series) {
        if (!names.insert(series.name).second) continue;
        const std::string key = svg_line(series, "M-12,0H12") + svg_mark(0, 0, series);
        items += element("li", {},
                         element("svg", {{"class", "key"}, {"viewBox", "-12 -7 24 14"},
                                         {"aria-hidden", "true"}}, key) +
                             escaped(series.name));
    }
    return names.size() < 2 ? "" : element("ul", {{"class", "legend"}}, items) + "\n";
}

} // namespace textrnn
