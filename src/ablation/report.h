// The reports of an ablation: text made from Results, and from nothing else.
#pragma once

#include "ablation/results.h"

#include <string>
#include <vector>

namespace textrnn {

// Three sentences: is the result the same, what does the multiplication cost, what does each arm
// reach? What was not run is called so.
std::vector<std::string> answer_sentences(const Results&);

std::string report_csv(const Results&);      // RFC 4180, a figure a line, the same columns for all
std::string report_markdown(const Results&); // the sentences and the tables
std::string report_html(const Results&);     // one file with everything: no network, no script

} // namespace textrnn
