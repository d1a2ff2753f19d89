// The reports of an ablation, and the tables and charts in them. Each is a function of the results.
#pragma once

#include "ablation/chart.h"
#include "ablation/results.h"

namespace textrnn {

// What does the multiplication cost, do lookup and one_hot compute the same, and which accuracy
// does each arm reach? A sentence says "not run" for a missing figure.
std::vector<std::string> answer_sentences(const Results&);

std::string report_csv(const Results&);      // RFC 4180, one figure per line
std::string report_markdown(const Results&); // the sentences and the tables
std::string report_html(const Results&);     // a single file without scripts or network access

struct TableCell {
    std::string text; // "1.23 ms"
    bool is_number = false;
};

struct ReportTable {
    std::string title;
    std::vector<std::string> columns; // member names of results.json, with ' ' for '_'
    std::vector<std::vector<TableCell>> rows; // each as long as `columns`
};

// `name`: "equality", "cost", "cost_shape", "summaries", "comparisons", "trained", "neighbors" or
// "environment". `results` is record_to_json(Results). A single record becomes a table of two
// columns, "what" and "value".
ReportTable table_of(const Json& results, const std::string& name);

Chart step_chart(const Results&);               // time of a training step over V
std::vector<Chart> part_charts(const Results&); // time of forward, backward and update over V
Chart memory_chart(const Results&);
Chart difference_chart(const Results&);          // test accuracy of lookup minus each other arm's
std::vector<Chart> curve_charts(const Results&); // of dev accuracy over epochs and over time

} // namespace textrnn
