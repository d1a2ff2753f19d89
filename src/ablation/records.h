// Results of single runs on disk, as JSON: what a worker writes and the collector reads.
#pragma once

#include "ablation/results.h"

namespace textrnn {

struct CostRun { // the result of the cost run
    CostShape shape;
    double flops_per_second = 0, bytes_per_second = 0; // of the machine that measured
    std::vector<CostPoint> points;
};

Json to_json(const TrainedRun&);
Json to_json(const ParityRun&);
Json to_json(const CostRun&);

// Each throws Error(kBadData) "place: ..." when a member is missing or of another type.
void from_json(const Json&, TrainedRun&, const std::string& place);
void from_json(const Json&, ParityRun&, const std::string& place);
void from_json(const Json&, CostRun&, const std::string& place);

} // namespace textrnn
