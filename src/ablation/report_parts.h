// Tables and charts: CSV, Markdown and HTML are assembled from them.
#pragma once

#include "ablation/chart.h"
#include "ablation/results.h"

#include <string>
#include <vector>

namespace textrnn {

struct TableCell {
    std::string text;  // for readers: "1.23 ms"
    std::string exact; // for programs, as in results.json: "0.00123"; "" if not measured
};

struct ReportTable {
    std::string section; // member of results.json that holds the rows
    std::string title;
    std::vector<std::string> header;           // column titles
    std::vector<std::string> members;          // the columns' names in results.json
    std::vector<std::vector<TableCell>> rows; // each as long as the header
};

// `name`: "equality", "cost", "cost_shape", "summaries", "comparisons", "trained", "epochs",
// "neighbors" or "environment". `results` is to_json(Results).
ReportTable table_of(const Json& results, const std::string& name);

std::vector<Chart> cost_charts(const Results&);  // step time and its parts, memory; over V
Chart accuracy_chart(const Results&);            // test accuracy over training time
std::vector<Chart> curve_charts(const Results&); // of every run, over epochs and over seconds

extern const char* const kReportStyle; // CSS

} // namespace textrnn
