// Takes the fastest of several runs: other processes only slow a run down. The Makefile compiles
// this file with -O3, so that the loop is vectorised.
#include "ablation/step_timing.h"

#include "core/math.h"
#include "core/stopwatch.h"

namespace textrnn {

double measure_flops_per_second() {
    constexpr Index kWidth = kVectorBytes / sizeof(Real); // numbers of a vector register
    constexpr Index kSums = 12; // independent sums, which hide the latency of a multiply-add
    constexpr Index kSteps = 200'000;
    volatile Real input = Real(0.5); // volatile: the compiler cannot compute the sums
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const Stopwatch watch;
        const Real factor = input;
        Real sums[kSums][kWidth] = {};
        for (Index i = 0; i < kSteps; ++i) {
#pragma GCC unroll 16
            for (Index s = 0; s < kSums; ++s)
                for (Real& sum : sums[s]) sum = multiply_add(sum, factor, factor);
        }
        for (const auto& sum : sums)
            for (const Real x : sum) input = input + 0 * x;
        best = std::max(best, 2.0 * kSteps * kSums * kWidth / watch.seconds());
    }
    return best;
}

} // namespace textrnn
