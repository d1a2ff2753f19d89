// The report of an ablation, and the tables and charts in it. Each is a function of the results.
#pragma once

#include "ablation/results.h"
#include "train/chart.h"

namespace textrnn {

// Sentences on costs, parity and accuracies; most say "not run" for a missing figure.
std::vector<std::string> answer_sentences(const Results&);

std::string report_html(const Results&); // a single file without scripts or network access

// A table of the member `name` of record_to_json(Results), in a box that scrolls, also by keyboard.
// An array gives a row per record (if empty: "TITLE: not run."), a record gives a row per member.
std::string table_html(const Json& results, const char* name, const char* title);

Chart step_chart(const Results&);               // time of a training step over V
std::vector<Chart> part_charts(const Results&); // time of forward, backward and update over V
Chart difference_chart(const Results&);          // test accuracy of lookup minus other arms'
std::vector<Chart> curve_charts(const Results&); // of dev accuracy over epochs and over time
Chart width_chart(const Results&); // test accuracy of lookup and frozen over D

} // namespace textrnn
