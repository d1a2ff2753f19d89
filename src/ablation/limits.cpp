// Takes the fastest of several runs: other processes only slow a run down. The Makefile compiles
// this file with -O3, so that the loop is vectorised.
#include "ablation/step_timing.h"

#include "core/math.h"
#include "core/stopwatch.h"

namespace textrnn {

namespace {

constexpr Index kWidth = kVectorBytes / sizeof(Real); // numbers of a vector register
constexpr Index kSums = 12; // independent sums, which hide the latency of a multiply-add

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

} // namespace

double measure_flops_per_second() {
    constexpr Index kSteps = 200'000;
    volatile Real factor = Real(0.5); // volatile: the compiler cannot compute the sums
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const Stopwatch watch;
        [[maybe_unused]] volatile const Real result = multiply_add_loop(kSteps, factor);
        best = std::max(best, 2.0 * kSteps * kSums * kWidth / watch.seconds());
    }
    return best;
}

} // namespace textrnn
