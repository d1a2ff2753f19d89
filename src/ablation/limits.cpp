// The peak speed of a processor core: a product whose factors stay in the L1 cache. Takes the
// fastest of several runs: other processes only slow a run down.
#include "ablation/step_timing.h"
#include "core/gemm.h"
#include "core/stopwatch.h"

namespace textrnn {

double measure_flops_per_second() {
    constexpr Index kRows = 24, kDepth = 128, kCols = 32, kProducts = 2000;
    Arena arena;
    const Tensor a = arena.zeros(kRows, kDepth), c = arena.tensor(kRows, kCols);
    const PackedMatrix b = pack(arena, Trans::kNo, arena.zeros(kDepth, kCols));
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const Stopwatch watch;
        for (Index i = 0; i < kProducts; ++i) gemm(arena, Trans::kNo, a, b, c, Accumulate::kNo);
        best = std::max(best, 2.0 * kRows * kDepth * kCols * kProducts / watch.seconds());
    }
    return best;
}

} // namespace textrnn
