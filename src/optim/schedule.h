// Learning-rate schedules: factors on the learning rate by step, epoch or dev loss, each with a
// linear warm-up over the first steps.
#pragma once

#include "core/tensor.h"

#include <span>
#include <string>

namespace textrnn {

struct ScheduleOptions {
    std::string name = "constant";
    Index warmup_steps = 0;
    double final_factor = 0; // linear, cosine: factor at the end of the run
    Index step_epochs = 5;   // step: epochs between reductions
    double gamma = 0.5;      // step, plateau: factor of one reduction
    Index patience = 2;      // plateau: patience + 1 bad epochs in a row cause a reduction
};

struct ScheduleState { // progress of the run before the current step
    Index step;        // optimizer steps taken
    Index total_steps; // of the whole run
    Index epoch;       // finished epochs
    Index reductions;  // plateau: reductions so far
};

struct Schedule {
    const char* name;
    double (*factor)(const ScheduleOptions&, const ScheduleState&);
    bool has_end = false; // whether the factor depends on ScheduleState::total_steps
};

std::span<const Schedule> schedules(); // all schedules

// Factor of the schedule options.name (linear, cosine: decay begins after the warm-up) times the
// warm-up factor min(1, (step + 1) / (warmup_steps + 1)). Preconditions, not checked: schedules()
// has options.name; options.step_epochs > 0; step <= total_steps.
double schedule_factor(const ScheduleOptions&, const ScheduleState&);

// The reductions of schedule "plateau" (PyTorch's ReduceLROnPlateau, threshold 0); checkpointed.
struct Plateau {
    double best = 0;      // lowest dev loss, if `seen` is true
    Index bad_epochs = 0; // epochs since the best loss or the last reduction
    bool seen = false;    // observe() was called
    Index reductions = 0;
    // Call after every epoch. Adds a reduction after more than `patience` bad epochs in a row.
    void observe(double dev_loss, Index patience);
    bool operator==(const Plateau&) const = default;
};

} // namespace textrnn
