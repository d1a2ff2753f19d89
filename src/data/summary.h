// Tells what a corpus contains: lines for people, and figures as JSON.
#pragma once

#include "data/corpus.h"
#include "io/json.h"

namespace textrnn {

struct Summary {
    std::string lines; // a line per set, as textrnn train prints them first
    Json figures;      // "sets": figures, and texts of each label
};
Summary summarize(const Corpus& corpus, const DataOptions& data);

} // namespace textrnn
