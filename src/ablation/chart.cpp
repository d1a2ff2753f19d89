// A chart is drawn in layers: grid, lines, points, names, and on top of all the places that answer
// to the pointer and the keyboard, so that what they show is never covered by a later point.
#include "ablation/chart.h"

#include "ablation/chart_axis.h"
#include "ablation/chart_marks.h"
#include "ablation/html.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace textrnn {

namespace {

constexpr double kTop = 28, kRight = 18, kBottom = 46; // margins; the left one fits the ticks
constexpr Index kMostStops = 80;                       // of the tab key in one chart
constexpr double kLongestTip = 54;                     // letters

// What is shown on hover, a line each.
std::vector<std::string> tip_lines(const Chart& chart, const Series& series, const ChartPoint& p) {
    std::vector<std::string> lines;
    for (const std::string& line : {series.name, p.name})
        if (!line.empty()) lines.push_back(shortened(line, kLongestTip));
    lines.push_back(chart.x.title + ": " + chart.x.text(p.x));
    if (chart.y.names.empty()) lines.push_back(chart.y.title + ": " + chart.y.text(p.y));
    const Axis& axis = chart.bars_along_x ? chart.x : chart.y;
    if (p.low && p.high) lines.push_back(axis.text(*p.low) + " to " + axis.text(*p.high));
    for (Index begin = 0; begin < p.note.size();) {
        const Index end = std::min(p.note.find('\n', begin), p.note.size());
        lines.push_back(shortened(p.note.substr(begin, end - begin), kLongestTip));
        begin = end + 1;
    }
    return lines;
}

// Points of a row stand a little above or below it.
std::string row_or_value(const Axis& axis, double value) {
    if (axis.names.empty()) return axis.text(value);
    return axis.names.at(static_cast<Index>(std::lround(value)));
}

class Drawing {
public:
    explicit Drawing(const Chart& chart);
    std::string svg();

private:
    struct Box {
        double left, top, right, bottom;
    };

    bool is_drawn(const ChartPoint& p) const { return fits(chart_.x, p.x) && fits(chart_.y, p.y); }
    double x(const ChartPoint& p) const { return x_.at(p.x); }
    double y(const ChartPoint& p) const { return y_.at(p.y); }

    std::string x_axis() const;
    std::string y_axis() const;
    std::string line(const Series&) const;
    std::string error_bar(const Series&, const ChartPoint&) const;
    std::string points(const Series&) const;
    std::string name(const ChartPoint&);
    std::string spots(const Series&) const;

    const Chart& chart_;
    Scale x_, y_;
    Index count_ = 0; // points
    std::vector<Box> taken_; // by names
    std::set<const ChartPoint*> named_;
};

Drawing::Drawing(const Chart& chart) : chart_(chart) {
    std::vector<double> xs, ys;
    for (const Series& series : chart.series) {
        for (const ChartPoint& p : series.points) {
            if (!is_drawn(p)) continue;
            ++count_;
            xs.push_back(p.x);
            ys.push_back(p.y);
            for (const auto& end : {p.low, p.high})
                if (end) (chart.bars_along_x ? xs : ys).push_back(*end);
        }
    }
    y_ = scale_of(chart.y, ys, kChartHeight - kBottom, kTop);
    double longest = 3;
    for (const std::string& row : chart.y.names) longest = std::max(longest, letters(row));
    if (chart.y.names.empty())
        for (const double tick : axis_ticks(y_.low, y_.high, y_.is_log))
            longest = std::max(longest, letters(chart.y.text(tick)));
    x_ = scale_of(chart.x, xs, 10 + kLetter * longest, kChartWidth - kRight);
}

// Ticks without room for their text stay as lines.
std::string Drawing::x_axis() const {
    const double bottom = kChartHeight - kBottom;
    std::vector<double> ticks = axis_ticks(x_.low, x_.high, x_.is_log);
    const auto is_power = [](double tick) { return std::fmod(std::log10(tick), 1) == 0; };
    if (x_.is_log) std::stable_partition(ticks.begin(), ticks.end(), is_power); // have precedence
    std::vector<std::pair<double, double>> taken;
    std::string svg;
    for (const double tick : ticks) {
        const std::string text = chart_.x.text(tick);
        const double at = x_.at(tick), half = kLetter * (letters(text) + 1) / 2;
        const double middle = std::min(at, kChartWidth - half);
        svg += svg_path("grid", move_to(at, kTop) + "V" + decimal(bottom, 1));
        const bool has_room = std::none_of(taken.begin(), taken.end(), [&](const auto& other) {
            return middle - half < other.second && other.first < middle + half;
        });
        if (!has_room) continue;
        taken.push_back({middle - half, middle + half});
        svg += svg_text(middle, bottom + 16, "middle", text);
    }
    return svg + svg_text((x_.from + x_.to) / 2, kChartHeight - 8, "middle title", chart_.x.title);
}

std::string Drawing::y_axis() const {
    std::vector<double> ticks = axis_ticks(y_.low, y_.high, y_.is_log);
    if (!chart_.y.names.empty()) ticks.clear();
    for (Index i = 0; i < chart_.y.names.size(); ++i) ticks.push_back(static_cast<double>(i));
    std::string svg;
    for (const double tick : ticks) {
        const double at = y_.at(tick);
        svg += svg_path("grid", move_to(x_.from, at) + "H" + decimal(x_.to, 1));
        svg += svg_text(x_.from - 6, at + 4, "end",
                        chart_.y.names.empty() ? chart_.y.text(tick)
                                               : chart_.y.names[static_cast<Index>(tick)]);
    }
    return svg + svg_text(2, 15, "title", chart_.y.title);
}

std::string Drawing::line(const Series& series) const {
    const bool is_dashed = series.look == Series::Look::kDashes;
    if (!is_dashed && series.look != Series::Look::kLine) return "";
    std::string path;
    for (const ChartPoint& p : series.points)
        if (is_drawn(p)) path += path.empty() ? move_to(x(p), y(p)) : place(x(p), y(p));
    return svg_path((is_dashed ? "bound " : "line ") + style_class(series.style), path);
}

std::string Drawing::error_bar(const Series& series, const ChartPoint& p) const {
    if (!p.low || !p.high) return "";
    const Scale& scale = chart_.bars_along_x ? x_ : y_;
    const double low = scale.at(*p.low), high = scale.at(*p.high);
    const std::string caps =
        chart_.bars_along_x
            ? move_to(low, y(p) - 4) + "v8" + move_to(high, y(p) - 4) + "v8"
            : move_to(x(p) - 4, low) + "h8" + move_to(x(p) - 4, high) + "h8";
    const std::string bar = chart_.bars_along_x ? move_to(low, y(p)) + "H" + decimal(high, 1)
                                                : move_to(x(p), low) + "V" + decimal(high, 1);
    return svg_path("bar " + style_class(series.style), caps + bar);
}

std::string Drawing::points(const Series& series) const {
    if (series.look == Series::Look::kDashes) return "";
    const bool is_small = series.look == Series::Look::kSmallPoints;
    std::string svg;
    for (const ChartPoint& p : series.points) {
        if (!is_drawn(p)) continue;
        svg += error_bar(series, p);
        svg += p.shade ? shaded_mark(x(p), y(p), *p.shade)
                       : mark(x(p), y(p), series.style, is_small);
    }
    return svg;
}

// To the right of the point, else to its left, else nowhere.
std::string Drawing::name(const ChartPoint& p) {
    if (p.name.empty() || !is_drawn(p)) return "";
    const double width = kLetter * letters(p.name);
    for (const double left : {x(p) + 7, x(p) - 7 - width}) {
        const Box box = {left, y(p) - 8, left + width, y(p) + 6};
        const bool is_free = std::none_of(taken_.begin(), taken_.end(), [&](const Box& other) {
            return box.left < other.right && other.left < box.right && box.top < other.bottom &&
                   other.top < box.bottom;
        });
        if (!is_free || box.left < x_.from || box.right > x_.to) continue;
        taken_.push_back(box);
        named_.insert(&p);
        const bool is_left = left < x(p);
        return svg_text(x(p) + (is_left ? -7 : 7), y(p) + 4, is_left ? "name end" : "name", p.name);
    }
    return "";
}

// In a chart of very many points the tab key stops only at the named ones and where a line ends.
std::string Drawing::spots(const Series& series) const {
    if (series.look == Series::Look::kDashes) return "";
    std::string svg;
    for (const ChartPoint& p : series.points) {
        if (!is_drawn(p)) continue;
        const bool is_last = &p == &series.points.back();
        const bool is_stop = count_ <= kMostStops || named_.contains(&p) || is_last;
        svg += spot(x(p), y(p), tip_lines(chart_, series, p), is_stop);
    }
    return svg;
}

std::string Drawing::svg() {
    const std::string title_id = chart_.id + "-title", about_id = chart_.id + "-about";
    // In a group of its own: as the drawing's title it would pop up beside the values.
    const std::string about =
        element("g", {}, element("title", {{"id", title_id}}, escaped(chart_.title)) +
                             element("desc", {{"id", about_id}}, escaped(chart_.description)));
    std::string content = about + x_axis() + y_axis();
    for (const Series& series : chart_.series) content += line(series);
    for (const Series& series : chart_.series) content += points(series);
    for (const Series& series : chart_.series)
        for (const ChartPoint& p : series.points) content += name(p);
    for (const Series& series : chart_.series) content += spots(series);
    return element("svg",
                   {{"class", "chart"},
                    {"viewBox", "0 0 " + brief(kChartWidth) + " " + brief(kChartHeight)},
                    {"role", "group"},
                    {"aria-labelledby", title_id + " " + about_id}},
                   content) +
           "\n";
}

void drop_empty_columns(TextTable& table) {
    for (Index j = table.header.size(); j-- > 0;) {
        const bool is_used = std::any_of(table.rows.begin(), table.rows.end(),
                                         [&](const auto& row) { return !row[j].empty(); });
        if (is_used) continue;
        const auto at = static_cast<std::ptrdiff_t>(j);
        table.header.erase(table.header.begin() + at);
        for (auto& row : table.rows) row.erase(row.begin() + at);
    }
}

} // namespace

std::string svg_of(const Chart& chart) { return Drawing(chart).svg(); }

std::string legend_of(const Chart& chart) {
    std::set<std::string> names;
    std::string items;
    for (const Series& series : chart.series) {
        if (series.name.empty() || !names.insert(series.name).second) continue;
        const bool is_dashed = series.look == Series::Look::kDashes;
        const std::string key =
            svg_path((is_dashed ? "bound " : "line ") + style_class(series.style), "M-12,0H12") +
            (is_dashed ? "" : mark(0, 0, series.style, false));
        items += element("li", {},
                         element("svg", {{"class", "key"}, {"viewBox", "-12 -7 24 14"},
                                         {"aria-hidden", "true"}}, key) +
                             escaped(series.name));
    }
    return names.size() < 2 ? "" : element("ul", {{"class", "legend"}}, items) + "\n";
}

TextTable data_of(const Chart& chart) {
    const Axis& bars = chart.bars_along_x ? chart.x : chart.y;
    TextTable table{chart.title, {"series", "point", chart.x.title, chart.y.title, "range", "more"},
                    {}};
    for (const Series& series : chart.series) {
        for (const ChartPoint& p : series.points) {
            const std::string range =
                p.low && p.high ? bars.text(*p.low) + " to " + bars.text(*p.high) : "";
            table.rows.push_back({series.name, p.name, chart.x.text(p.x),
                                  row_or_value(chart.y, p.y), range, p.note});
        }
    }
    drop_empty_columns(table);
    return table;
}

} // namespace textrnn
