// Learning-rate schedules against factors computed by hand.
#include "catch.h"
#include "core/registry.h"
#include "optim/schedule.h"

#include <algorithm>
#include <vector>

using namespace textrnn;

namespace {

struct HandFactor {
    const char* schedule;
    ScheduleState state;
    double factor;
};

// Options: 4 steps of warm-up, final factor 0.2, reductions by 0.5, "step" every 2 epochs. States:
// step, total_steps, epoch, reductions.
const std::vector<HandFactor> kFactors{
    {"constant", {0, 24, 0, 0}, 1 / 5.0}, // warm-up: (step + 1) / (warmup_steps + 1)
    {"constant", {3, 24, 0, 0}, 4 / 5.0},
    {"constant", {4, 24, 0, 0}, 1},
    {"constant", {23, 24, 9, 3}, 1},
    {"linear", {1, 24, 0, 0}, 2 / 5.0},
    {"linear", {4, 24, 0, 0}, 1},
    {"linear", {14, 24, 0, 0}, 0.6}, // half of the 20 steps after the warm-up
    {"linear", {24, 24, 0, 0}, 0.2},
    {"cosine", {4, 24, 0, 0}, 1},
    {"cosine", {14, 24, 0, 0}, 0.6}, // cos(pi / 2) = 0
    {"cosine", {9, 24, 0, 0}, 0.2 + 0.4 * (1 + 0.7071067811865476)}, // cos(pi / 4)
    {"cosine", {24, 24, 0, 0}, 0.2},
    {"step", {10, 24, 1, 0}, 1},
    {"step", {10, 24, 2, 0}, 0.5},
    {"step", {10, 24, 5, 0}, 0.25},
    {"plateau", {10, 24, 7, 0}, 1},
    {"plateau", {10, 24, 7, 2}, 0.25},
    {"plateau", {0, 24, 7, 2}, 0.05},
};

} // namespace

TEST_CASE("schedules agree with factors computed by hand") {
    for (const HandFactor& hand : kFactors) {
        ScheduleOptions options;
        options.name = hand.schedule;
        options.warmup_steps = 4;
        options.final_factor = 0.2;
        options.step_epochs = 2;
        options.gamma = 0.5;
        INFO(hand.schedule << " at step " << hand.state.step << ", epoch " << hand.state.epoch
                           << ", reductions " << hand.state.reductions);
        CHECK(schedule_factor(options, hand.state) == Approx(hand.factor));
    }
}

TEST_CASE("every schedule of the table has a factor computed by hand") {
    for (const Schedule& schedule : schedules()) {
        INFO(schedule.name);
        CHECK(std::any_of(kFactors.begin(), kFactors.end(), [&](const HandFactor& hand) {
            return std::string(hand.schedule) == schedule.name;
        }));
    }
}

TEST_CASE("a run that ends within the warm-up divides by nothing") {
    ScheduleOptions options;
    options.name = "linear";
    options.warmup_steps = 4;
    CHECK(schedule_factor(options, {3, 4, 0, 0}) == Approx(4 / 5.0));
    CHECK(schedule_factor(options, {4, 4, 0, 0}) == 1);
}

TEST_CASE("plateau reduces after more than `patience` epochs without improvement") {
    Plateau plateau;
    std::vector<Index> reductions;
    for (const double loss : {1.0, 0.9, 0.9, 0.95, 0.91, 0.92, 0.8, 0.81}) {
        plateau.observe(loss, 1);
        reductions.push_back(plateau.reductions);
    }
    CHECK(reductions == std::vector<Index>{0, 0, 0, 1, 1, 2, 2, 2});
    CHECK(plateau.best == 0.8);
    CHECK(plateau.bad_epochs == 1);
}
