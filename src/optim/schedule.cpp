// The schedules and their table.
#include "optim/schedule.h"

#include "core/registry.h"

#include <cmath>

namespace textrnn {

// Finished fraction of the run after the warm-up, in [0, 1].
static double fraction(const ScheduleOptions& o, const ScheduleState& p) {
    if (p.step < o.warmup_steps || p.total_steps <= o.warmup_steps) return 0;
    return ratio(p.step - o.warmup_steps, p.total_steps - o.warmup_steps);
}

static double constant(const ScheduleOptions&, const ScheduleState&) { return 1; }

static double linear_decay(const ScheduleOptions& o, const ScheduleState& p) {
    return 1 + (o.final_factor - 1) * fraction(o, p);
}

// Loshchilov & Hutter 2017, eq. 5
static double cosine(const ScheduleOptions& o, const ScheduleState& p) {
    constexpr double kPi = 3.141592653589793;
    return o.final_factor + (1 - o.final_factor) * 0.5 * (1 + std::cos(kPi * fraction(o, p)));
}

static double step(const ScheduleOptions& o, const ScheduleState& p) {
    return std::pow(o.gamma, static_cast<double>(p.epoch / o.step_epochs));
}

static double plateau(const ScheduleOptions& o, const ScheduleState& p) {
    return std::pow(o.gamma, static_cast<double>(p.reductions));
}

constexpr Schedule kSchedules[] = {{"constant", constant}, {"linear", linear_decay, true},
                                   {"cosine", cosine, true}, {"step", step}, {"plateau", plateau}};

std::span<const Schedule> schedules() { return kSchedules; }

double schedule_factor(const ScheduleOptions& options, const ScheduleState& state) {
    const double warmup = std::min(1.0, ratio(state.step + 1, options.warmup_steps + 1));
    return warmup * find_named(schedules(), options.name)->factor(options, state);
}

void Plateau::observe(double dev_loss, Index patience) {
    if (!seen || dev_loss < best) {
        best = dev_loss;
        seen = true;
        bad_epochs = 0;
    } else if (++bad_epochs > patience) {
        ++reductions;
        bad_epochs = 0;
    }
}

} // namespace textrnn
