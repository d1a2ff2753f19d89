// The parts that a chart is drawn with, in its own units of length: text, points, and the boxes
// that show a value.
#pragma once

#include "core/tensor.h"

#include <string>
#include <vector>

namespace textrnn {

inline constexpr double kChartWidth = 400, kChartHeight = 290;
inline constexpr double kLetter = 7.2; // width of a letter, at most; text is up to 13 high

double letters(const std::string& text); // its width in letters
std::string shortened(const std::string& text, double most_letters);

std::string place(double x, double y);   // "1.0,2.5 "
std::string move_to(double x, double y); // begins a piece of a path: "M1.0,2.5 "
std::string svg_text(double x, double y, const std::string& kind, const std::string& text);
std::string svg_path(const std::string& kind, const std::string& path);

std::string style_class(Index style);
std::string mark(double x, double y, Index style, bool is_small);
std::string shaded_mark(double x, double y, double shade); // in [-1, 1]

// A circle to hit and a box with the lines, which appears on hover and focus. `is_stop`: the tab
// key stops here.
std::string spot(double x, double y, const std::vector<std::string>& lines, bool is_stop);

} // namespace textrnn
