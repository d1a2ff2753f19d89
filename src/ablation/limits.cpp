// Each measurement repeats one loop and takes the fastest run: other processes only slow a run
// down. The Makefile compiles this file with -O3, so that both loops are vectorised.
#include "ablation/step_timing.h"

#include "core/math.h"
#include "core/stopwatch.h"

namespace textrnn {

namespace {

constexpr Index kWidth = kVectorBytes / sizeof(Real); // numbers of a vector register
constexpr Index kSums = 12; // independent sums, which hide the latency of a multiply-add
constexpr Index kStreams = 4; // places read in turn: one stream does not reach the bandwidth

Real multiply_add_loop(Index steps, Real factor) {
    Real sums[kSums][kWidth] = {}, total = 0;
    for (Index i = 0; i < steps; ++i) {
#pragma GCC unroll 16
        for (Index s = 0; s < kSums; ++s)
            for (Real& sum : sums[s]) sum = multiply_add(sum, factor, factor);
    }
    for (const auto& sum : sums)
        for (const Real x : sum) total += x;
    return total;
}

Real read_loop(const Storage& values) {
    const Index part = values.size() / kStreams; // a multiple of the lanes
    Real lanes[32] = {}, total = 0;
    for (Index i = 0; i < part; i += std::size(lanes))
        for (Index s = 0; s < kStreams; ++s)
            for (Index j = 0; j < std::size(lanes); ++j) lanes[j] += values[s * part + i + j];
    for (const Real x : lanes) total += x;
    return total;
}

// amount / seconds of the fastest of five runs. The volatile result keeps the loop in the program.
template <class Loop>
double best_rate(double amount, Loop loop) {
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const Stopwatch watch;
        [[maybe_unused]] volatile const Real result = loop();
        best = std::max(best, amount / watch.seconds());
    }
    return best;
}

} // namespace

double measure_flops_per_second() {
    constexpr Index kSteps = 200'000;
    volatile Real factor = Real(0.5); // volatile: the compiler cannot compute the sums
    return best_rate(2.0 * kSteps * kSums * kWidth,
                     [&] { return multiply_add_loop(kSteps, factor); });
}

double measure_bytes_per_second() {
    const Storage values((Index{128} << 20) / sizeof(Real), 1);
    return best_rate(static_cast<double>(sizeof(Real) * values.size()),
                     [&] { return read_loop(values); });
}

} // namespace textrnn
