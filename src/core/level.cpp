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

static void multiply(Arena& arena, Trans trans_a, Tensor a, const PackedMatrix& b,
                     const GemmStart& start, Tensor c) {
    at_level([&]<Level L>() { multiply_at<L>(arena, trans_a, a, b, start, c); });
}

void gemm(Arena& arena, Trans trans_a, Tensor a, const PackedMatrix& b, Tensor c,
          Accumulate accumulate) {
    if (b.rows == 0 && accumulate == Accumulate::kNo) c.fill(0);
    multiply(arena, trans_a, a, b,
             accumulate == Accumulate::kYes ? GemmStart{c.data, c.cols} : GemmStart{nullptr, 0}, c);
}

void gemm(Arena& arena, Tensor a, const PackedMatrix& b, Tensor bias, Tensor c) {
    multiply(arena, Trans::kNo, a, b, {bias.data, 0}, c);
}

void gemm(Arena& arena, Trans trans_a, Tensor a, Trans trans_b, Tensor b, Tensor c,
          Accumulate accumulate) {
    const Arena::Scratch scratch(arena);
    gemm(arena, trans_a, a, pack(arena, trans_b, b), c, accumulate);
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
