// What the benchmark's rows say, where it does not depend on how fast the machine is.
#include "cli/bench_series.h"
#include "core/stopwatch.h"

#include "catch.h"

using namespace textrnn;

namespace {

constexpr Shape kTiny{"tiny", 50, 3, 4, 20, 5};
constexpr double kPeak = 1e9;

double number(const Json& row, const char* name) {
    INFO(name);
    const Json* value = row.find(name);
    REQUIRE(value);
    return value->number();
}

void check_speed(const char* cell, const char* optimizer, double operations_of_token) {
    INFO(cell << " " << optimizer);
    Series series(kTiny, cell, optimizer, 1);
    for (int round = 0; round < 3; ++round) series.visit(1);
    const Json row = series.speed_row(kPeak);
    CHECK(number(row, "min") <= number(row, "tokens_per_s"));
    CHECK(number(row, "tokens_per_s") <= number(row, "max"));
    const double speed = number(row, "tokens_per_s") * operations_of_token;
    CHECK(number(row, "gflop_per_s") == Approx(speed / 1e9).epsilon(1e-3));
    CHECK(number(row, "of_peak") == Approx(speed / kPeak).epsilon(1e-3));
}

} // namespace

TEST_CASE("speed is tokens times the operations of a token") {
    check_speed("rnn", "adam", 6 * 1 * 4 * (3 + 4));
    check_speed("gru", "lazy_adam", 6 * 3 * 4 * (3 + 4));
    check_speed("lstm", "adam", 6 * 4 * 4 * (3 + 4));
    check_speed("lstm", "", 2 * 4 * 4 * (3 + 4));
}

TEST_CASE("one thread's phases make up the step") {
    Series series({"tiny", 50, 30, 40, 20, 50}, "lstm", "adam", 1);
    for (int round = 0; round < 5; ++round) series.visit(1e8);
    const Json row = series.phases_row();
    double sum = 0;
    for (const char* phase : {"pack", "projection", "recurrence", "backward", "weights", "reduce",
                              "clip", "update"}) {
        CHECK(number(row, phase) >= 0);
        sum += number(row, phase);
    }
    CHECK(sum > 0.5 * number(row, "step_ms")); // the machine may do other things meanwhile
    CHECK(sum < 2 * number(row, "step_ms"));
    const Json sweep = series.sweep_row("hidden", 40);
    const double tokens = 20 * 50;
    CHECK(number(sweep, "tokens_per_s") * number(sweep, "step_ms") ==
          Approx(1e3 * tokens).epsilon(1e-3));
}

TEST_CASE("texts with lengths like IMDB's") {
    Series series({"imdb", 50, 3, 4, 4, 0}, "rnn", "adam", 1);
    const Stopwatch watch;
    series.visit(1); // 16 batches to warm up, and 16 again
    const double seconds = watch.seconds();
    const Json row = series.sweep_row("batch", 4);
    CHECK(16 * number(row, "step_ms") < 1e3 * seconds);
    const double tokens_a_step = number(row, "tokens_per_s") * number(row, "step_ms") / 1e3;
    CHECK(tokens_a_step > 4 * 150);
    CHECK(tokens_a_step < 4 * 260);
}
