// temporary
#pragma once
#include "ablation/results.h"
namespace textrnn {
inline std::string report_csv(const Results&) { return ""; }
inline std::string report_markdown(const Results&) { return ""; }
inline std::string report_html(const Results&) { return ""; }
inline std::vector<std::string> answer_sentences(const Results&) { return {}; }
}
