// Chooses the processor's level. pack, gemm, apply_sigmoid and apply_tanh run this level's code.
#include "core/level.h"

#include "core/activations.h"
#include "core/gemm.h"

namespace textrnn {

#ifdef TEXTRNN_LEVELS
// Checks the instruction sets of FLAGS_avx2 and FLAGS_avx512 in the Makefile.
Level processor_level() {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Level::kBaseline;
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               ? Level::kAvx512
               : Level::kAvx2;
}
#endif

PackedMatrix pack(Arena& arena, Trans trans_b, Tensor b, Precision precision) {
    return at_level([&]<Level L>() { return pack_at<L>(arena, trans_b, b, precision); });
}

void gemm(Arena& arena, Trans trans_a, Tensor a, const PackedMatrix& b, Tensor c, Tensor start) {
    if (b.rows == 0 && !start.data) c.fill(0);
    at_level([&]<Level L>() { gemm_at<L>(arena, trans_a, a, b, c, start); });
}

void gemm(Arena& arena, Trans trans_a, Tensor a, Trans trans_b, Tensor b, Tensor c, Tensor start) {
    const Arena::Scratch scratch(arena);
    gemm(arena, trans_a, a, pack(arena, trans_b, b), c, start);
}

void apply_sigmoid(Tensor x, Tensor out) {
    at_level([&]<Level L>() { sigmoid_at<L>(x, out); });
}

void apply_tanh(Tensor x, Tensor out) {
    at_level([&]<Level L>() { tanh_at<L>(x, out); });
}

void add_column_sums(Tensor a, Tensor c) {
    for (Index i = 0; i < a.rows; ++i) add_to(c.data, a.row(i), a.cols);
}

} // namespace textrnn
