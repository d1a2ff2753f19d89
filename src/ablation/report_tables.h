// The results as tables of text, the same ones for Markdown and for HTML.
#pragma once

#include "ablation/results.h"

#include <string>
#include <vector>

namespace textrnn {

struct TextTable {
    std::string title;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows; // each as long as the header
};

TextTable equality_table(const Results&);
TextTable cost_table(const Results&);
TextTable not_run_table(const Results&); // the cost points that were not measured, and why
TextTable summary_table(const Results&);
TextTable comparison_table(const Results&);
TextTable run_table(const Results&);
TextTable neighbor_table(const Results&);
TextTable machine_table(const Results&);

std::string shape_sentence(const CostShape&); // of what the cost was measured on

} // namespace textrnn
