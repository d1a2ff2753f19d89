// The reports of an ablation. Each is a function of Results alone.
#pragma once

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

} // namespace textrnn
