// Rows of the benchmark: relations between figures that hold on a machine of any speed.
#include "bench/series.h"
#include "core/stopwatch.h"

#include "catch.h"

#include <set>

using namespace textrnn;

namespace {

constexpr BenchShape kTiny{"tiny", 50, 3, 4, 20, 5};
constexpr double kPeak = 1e9;

double number(const Json& row, const char* name) {
    INFO(name);
    const Json* value = row.find(name);
    REQUIRE(value);
    return value->number();
}

// Distinct ids per shard (of 16 texts in training, of 32 in predicting), summed over the tiny
// shape's two batches of 20 texts.
double distinct_ids_of_tiny(bool training) {
    const Dataset data = zipf_texts(std::vector<Index>(40, 5), 50, 50);
    double words = 0;
    for (const auto& batch :
         training ? training_batches(data, 20, 1, 0) : evaluation_batches(data, 32))
        for (const Shard& shard : pack_shards(data, batch, training ? 16 : 32))
            words += static_cast<double>(std::set(shard.ids.begin(), shard.ids.end()).size());
    return words;
}

void check_speed(const char* cell, const char* optimizer, double times_of_gates) {
    INFO(cell << " " << optimizer);
    const double words_a_token = distinct_ids_of_tiny(*optimizer) / (40 * 5);
    CHECK(words_a_token < 0.5);
    const double operations_of_token = times_of_gates * 4 * (3 * words_a_token + 4);
    BenchSeries series(kTiny, cell, optimizer, 1);
    for (int round = 0; round < 3; ++round) series.visit(1);
    const Json row = series.speed_row(kPeak);
    CHECK(number(row, "min") <= number(row, "tokens_per_s"));
    CHECK(number(row, "tokens_per_s") <= number(row, "max"));
    const double speed = number(row, "tokens_per_s") * operations_of_token;
    CHECK(number(row, "gflop_per_s") == Approx(speed / 1e9).epsilon(1e-3));
    CHECK(number(row, "of_peak") == Approx(speed / kPeak).epsilon(1e-3));
}

} // namespace

TEST_CASE("speed counts the operations of every token and of every distinct id") {
    check_speed("rnn", "adam", 6 * 1);
    check_speed("gru", "lazy_adam", 6 * 3);
    check_speed("lstm", "adam", 6 * 4);
    check_speed("lstm", "", 2 * 4);
}

// Other processes may interrupt a step between its phases: one undisturbed attempt is enough.
TEST_CASE("the phases of one thread add up to the step") {
    double share = 0; // of the step's time
    for (int attempt = 0; attempt < 50 && std::abs(share - 1) > 0.1; ++attempt) {
        BenchSeries series({"tiny", 50, 30, 40, 20, 50}, "lstm", "adam", 1);
        series.visit(1e7);
        const Json row = series.phases_row(), sweep = series.sweep_row("hidden", 40);
        share = 0;
        for (const char* phase : {"pack", "forward", "backward", "reduce", "clip", "update"}) {
            CHECK(number(row, phase) >= 0);
            share += number(row, phase) / number(row, "step_ms");
        }
        const double tokens = 20 * 50;
        CHECK(number(sweep, "tokens_per_s") * number(sweep, "step_ms") ==
              Approx(1e3 * tokens).epsilon(1e-3));
    }
    CHECK(share == Approx(1).margin(0.1));
}

TEST_CASE("lengths are distributed as in IMDB") {
    BenchSeries series({"imdb", 50, 3, 4, 4, 0}, "rnn", "adam", 1);
    const Stopwatch watch;
    series.visit(1); // 16 batches to warm up, 16 timed batches
    const double seconds = watch.seconds();
    const Json row = series.sweep_row("batch", 4);
    CHECK(16 * number(row, "step_ms") < 1e3 * seconds);
    const double tokens_a_step = number(row, "tokens_per_s") * number(row, "step_ms") / 1e3;
    CHECK(tokens_a_step > 4 * 150);
    CHECK(tokens_a_step < 4 * 260);
}
