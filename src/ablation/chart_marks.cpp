// Eight shapes for eight series, so that colour is never the only difference.
#include "ablation/chart_marks.h"

#include "ablation/figures.h"
#include "ablation/html.h"
#include "core/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace textrnn {

namespace {

constexpr std::array<const char*, 8> kShapes = {
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",                        // circle
    "M-3.6,-3.6h7.2v7.2h-7.2z",                                   // square
    "M0,-5L4.6,3.4H-4.6z",                                        // triangle
    "M0,-5.4L5.4,0L0,5.4L-5.4,0z",                                // diamond
    "M0,5L4.6,-3.4H-4.6z",                                        // triangle on its head
    "M-1.6,-5h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z", // plus
    "M-4.4,-4.4H4.4L-4.4,4.4H4.4z",                               // hourglass
    "M-5,-2h10v4h-10z",                                           // bar
};

std::string moved_to(double x, double y) {
    std::string transform = "translate(";
    return transform.append(place(x, y)).append(")");
}

double width_of(char32_t c) { return c < 0x1100 ? 1 : 2; } // scripts like Chinese are wider

// Above the point, or below it near the top, and never beyond an edge of the drawing.
std::string tip(double x, double y, const std::vector<std::string>& lines) {
    double longest = 0;
    for (const std::string& line : lines) longest = std::max(longest, letters(line));
    const double width = 12 + 6.4 * longest, height = 8 + 15 * static_cast<double>(lines.size());
    const double left = std::max(2.0, std::min(x - width / 2, kChartWidth - width - 2));
    const double top = y - height - 9 < 2 ? y + 9 : y - height - 9;
    std::string content = element("rect", {{"x", decimal(left, 1)}, {"y", decimal(top, 1)},
                                           {"width", decimal(width, 1)},
                                           {"height", decimal(height, 1)}, {"rx", "4"}});
    for (Index i = 0; i < lines.size(); ++i)
        content += svg_text(left + 6, top + 15 + 15 * static_cast<double>(i), "", lines[i]);
    return element("g", {{"class", "tip"}}, content);
}

} // namespace

double letters(const std::string& text) {
    const std::string valid = replace_invalid_utf8(text);
    double sum = 0;
    for (Index at = 0; at < valid.size();) sum += width_of(next_code_point(valid, at));
    return sum;
}

std::string shortened(const std::string& text, double most_letters) {
    const std::string valid = replace_invalid_utf8(text);
    Index at = 0;
    for (double sum = 0; at < valid.size() && sum < most_letters;)
        sum += width_of(next_code_point(valid, at));
    return at < valid.size() ? valid.substr(0, at) + "…" : valid;
}

std::string place(double x, double y) { return decimal(x, 1) + "," + decimal(y, 1) + " "; }

std::string move_to(double x, double y) {
    std::string path = "M";
    return path += place(x, y);
}

std::string svg_text(double x, double y, const std::string& kind, const std::string& text) {
    return element("text", {{"class", kind}, {"x", decimal(x, 1)}, {"y", decimal(y, 1)}},
                   escaped(text));
}

std::string svg_path(const std::string& kind, const std::string& path) {
    return element("path", {{"class", kind}, {"d", path}}) + "\n";
}

std::string style_class(Index style) {
    std::string name = "s";
    return name += std::to_string(style % kShapes.size());
}

std::string mark(double x, double y, Index style, bool is_small) {
    // The first series' points are larger, to be seen below equal ones of the next.
    const double scale = (is_small ? 0.7 : 1) * (style == 0 ? 1.25 : 1);
    return element("path", {{"class", "mark " + style_class(style)},
                            {"transform", moved_to(x, y) + " scale(" + decimal(scale, 2) + ")"},
                            {"d", kShapes[style % kShapes.size()]}}) +
           "\n";
}

// From the first label's colour over grey to the last one's; the shape says it a second time.
std::string shaded_mark(double x, double y, double shade) {
    const char* shape = shade < -1.0 / 3 ? kShapes[4] : shade > 1.0 / 3 ? kShapes[2] : kShapes[0];
    const std::string percent = decimal(100 * std::min(1.0, std::abs(shade)), 0);
    return element("path", {{"class", "mark"},
                            {"transform", moved_to(x, y) + " scale(0.8)"},
                            {"style", std::string("fill:color-mix(in oklab,var(") +
                                          (shade < 0 ? "--first" : "--last") + ") " + percent +
                                          "%,var(--middle))"},
                            {"d", shape}}) +
           "\n";
}

std::string spot(double x, double y, const std::vector<std::string>& lines, bool is_stop) {
    std::string label;
    for (const std::string& line : lines) label += (label.empty() ? "" : ", ") + line;
    const std::string circle =
        element("circle", {{"cx", decimal(x, 1)}, {"cy", decimal(y, 1)}, {"r", "9"}});
    return element("g",
                   {{"class", "spot"}, {"tabindex", is_stop ? "0" : "-1"}, {"role", "img"},
                    {"aria-label", label}},
                   circle + tip(x, y, lines)) +
           "\n";
}

} // namespace textrnn
