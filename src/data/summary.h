// Tells what a corpus contains: lines for people, and figures as JSON.
#pragma once

#include "data/corpus.h"
#include "io/json.h"

namespace textrnn {

struct Summary {
    std::string lines; // a line per set, then warnings: what is unusual, and what to do
    Json figures;      // "sets", "words" by min_freq, "warnings"
};
Summary summarize(const Corpus& corpus, const DataOptions& data);

} // namespace textrnn
