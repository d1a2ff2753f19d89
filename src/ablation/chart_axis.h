// From values to places in the drawing: the range of an axis, and its ticks.
#pragma once

#include "ablation/chart.h"

namespace textrnn {

struct Scale {
    double low = 0, high = 1; // of the values
    double from = 0, to = 1;  // where these are drawn
    bool is_log = false;

    double at(double value) const;
};

bool fits(const Axis&, double value); // whether it can be drawn

// From the values that fit, with some air on both sides.
Scale scale_of(const Axis&, const std::vector<double>& values, double from, double to);

} // namespace textrnn
