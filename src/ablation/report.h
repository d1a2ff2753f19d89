// The reports of an ablation, and the tables and charts in them. Each is a function of the results.
#pragma once

#include "ablation/chart.h"
#include "ablation/results.h"

#include <string>
#include <vector>

namespace textrnn {

// Three sentences: do lookup and one_hot compute the same, what does the multiplication cost, and
// which accuracy does each arm reach? Runs that are missing are called "not run".
std::vector<std::string> answer_sentences(const Results&);

std::string report_csv(const Results&);      // RFC 4180, one figure per line
std::string report_markdown(const Results&); // the sentences and the tables
std::string report_html(const Results&);     // a single file without scripts or network access

struct TableCell {
    std::string text;  // for readers: "1.23 ms"
    std::string exact; // for programs, as in results.json: "0.00123"; "" if not measured
};

struct ReportTable {
    std::string section; // member of results.json that holds the rows
    std::string title;
    std::vector<std::string> columns;         // names of members in results.json
    std::vector<std::vector<TableCell>> rows; // each as long as `columns`
};

// `name`: "equality", "cost", "cost_shape", "summaries", "comparisons", "trained", "epochs",
// "neighbors" or "environment". `results` is record_to_json(Results). A single record becomes a
// table of two columns, "what" and "value".
ReportTable table_of(const Json& results, const std::string& name);
std::string readable(const std::string& member); // "machine_bytes_read" -> "bytes read"

std::vector<Chart> cost_charts(const Results&); // step time, its parts and memory, over V
Chart accuracy_chart(const Results&);           // test accuracy over training time
// Dev accuracy and losses of every run, over epochs and over training time.
std::vector<Chart> curve_charts(const Results&);

} // namespace textrnn
