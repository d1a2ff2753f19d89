// Learning-rate schedules: a factor on the learning rate that depends on how far the run has come,
// each with a linear warm-up over the first steps.
#pragma once

#include "core/tensor.h"

#include <span>
#include <string>
#include <string_view>

namespace textrnn {

struct ScheduleOptions {
    std::string name = "constant";
    Index warmup_steps = 0;
    double final_factor = 0; // linear, cosine: the factor at the last step
    Index step_epochs = 5;   // step: epochs between reductions
    double gamma = 0.5;      // step, plateau: the factor of a reduction
    Index patience = 2;      // plateau: epochs without a better dev loss before a reduction
};

struct ScheduleState {
    Index step;       // optimizer steps taken before this one
    Index total_steps;
    Index epoch;      // epochs finished
    Index reductions; // plateau: how often it has reduced
};

struct Schedule {
    const char* name;
    double (*factor)(const ScheduleOptions&, const ScheduleState&);
};

std::span<const Schedule> schedules(); // the table: a new schedule is one row
const Schedule* find_schedule(std::string_view name);

// The factor of the named schedule times the warm-up's, which rises linearly from
// 1 / (warmup_steps + 1) to 1.
double schedule_factor(const ScheduleOptions&, const ScheduleState&);

// Watches the dev loss: tells when it has not improved for `patience` epochs in a row (after that
// it counts anew). Part of a checkpoint.
struct Plateau {
    double best = 0;
    Index bad_epochs = 0;
    bool seen = false;
    Index reductions = 0;
    void observe(double dev_loss, Index patience);
};

} // namespace textrnn
