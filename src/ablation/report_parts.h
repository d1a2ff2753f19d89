// What the reports are made of: the results as tables of text and as charts, and a page's style.
#pragma once

#include "ablation/chart.h"
#include "ablation/results.h"

#include <string>
#include <vector>

namespace textrnn {

struct TextTable {
    std::string title;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows; // each as long as the header
};

// "equality", "cost", "cost_shape", "summaries", "comparisons", "trained", "epochs", "neighbors" or
// "environment", of to_json(Results).
TextTable table_of(const Json& results, const std::string& name);

std::vector<Chart> cost_charts(const Results&); // over V: time of a step and its parts, memory
Chart accuracy_chart(const Results&);           // of the test texts, over the time to train
std::vector<Chart> curve_charts(const Results&); // of every run, over epochs and over seconds
Chart map_chart(const Results&); // frequent words in the plane of two principal components

extern const char* const kReportStyle; // CSS

} // namespace textrnn
