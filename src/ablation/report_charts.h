// Which charts the report has: the results as series of points.
#pragma once

#include "ablation/chart.h"
#include "ablation/results.h"

#include <vector>

namespace textrnn {

// The cost over V.
Chart step_chart(const Results&);
Chart memory_chart(const Results&);
std::vector<Chart> phase_charts(const Results&); // forward, backward, update, on one scale

Chart accuracy_chart(const Results&); // a row for each arm: the mean, and the single runs

// Of every run: accuracy and loss, over epochs and over seconds.
std::vector<Chart> curve_charts(const Results&);

Chart map_chart(const Results&); // frequent words in the plane of two principal components

} // namespace textrnn
