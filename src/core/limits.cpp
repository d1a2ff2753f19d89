// Two loops that do one thing only; the best of several runs counts, as disturbances only slow
// down.
#include "core/limits.h"

#include "core/math.h"
#include "core/stopwatch.h"
#include "core/tensor.h"

namespace textrnn {

namespace {

constexpr int kRuns = 5;
// One register each: enough to keep every unit busy while a sum waits for its last result.
constexpr Index kSums = 12;
constexpr Index kWidth = kVectorBytes / sizeof(Real);

Real multiply_add_loop(Index steps, Real factor) {
    Real sums[kSums][kWidth] = {};
    for (Index i = 0; i < steps; ++i) {
#pragma GCC unroll 16
        for (Index s = 0; s < kSums; ++s)
            for (Index j = 0; j < kWidth; ++j)
                sums[s][j] = multiply_add(sums[s][j], factor, factor);
    }
    Real total = 0;
    for (const auto& sum : sums)
        for (const Real x : sum) total += x;
    return total;
}

// Four places at once, as one stream alone does not use all that the memory can give.
Real read_loop(const Storage& values) {
    constexpr Index kStreams = 4, kLanes = 32;
    const Index part = values.size() / kStreams;
    Real sums[kLanes] = {};
    for (Index i = 0; i + kLanes <= part; i += kLanes)
        for (Index s = 0; s < kStreams; ++s)
            for (Index j = 0; j < kLanes; ++j) sums[j] += values[s * part + i + j];
    Real total = 0;
    for (const Real x : sums) total += x;
    return total;
}

// Work a second; `work` returns a number so that it is not optimised away.
template <class Work>
double best_rate(double amount, Work work) {
    double best = 0;
    [[maybe_unused]] volatile Real result = 0;
    for (int run = 0; run < kRuns; ++run) {
        const Stopwatch watch;
        result = work();
        best = std::max(best, amount / watch.seconds());
    }
    return best;
}

} // namespace

double measure_flops_per_second() {
    constexpr Index kSteps = 200'000;
    volatile Real factor = static_cast<Real>(0.5); // unknown to the compiler
    return best_rate(2.0 * kSteps * kSums * kWidth,
                     [&] { return multiply_add_loop(kSteps, factor); });
}

double measure_bytes_per_second() {
    const Storage values(Index{1} << 25, 1); // 128 MB of floats
    return best_rate(static_cast<double>(values.size() * sizeof(Real)),
                     [&] { return read_loop(values); });
}

} // namespace textrnn
