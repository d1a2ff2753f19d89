// JSON records of single runs: a worker writes them, collect() reads them.
#pragma once

#include "ablation/results.h"

namespace textrnn {

struct CostRun {
    CostShape shape;
    double flops_per_second = 0, bytes_per_second = 0; // of the machine that ran it
    std::vector<CostPoint> points;
};

Json to_json(const TrainedRun&);
Json to_json(const ParityRun&);
Json to_json(const CostRun&);

// Fill the record from JSON. Throw Error(kBadData) "PLACE: ..." if a member is missing or has
// another type; `place` is usually the file name.
void from_json(const Json&, TrainedRun&, const std::string& place);
void from_json(const Json&, ParityRun&, const std::string& place);
void from_json(const Json&, CostRun&, const std::string& place);

} // namespace textrnn
