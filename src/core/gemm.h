// Matrix products c = op(a) op(b). The blocked kernel sums by multiply_add in the order k = 0, 1,
// 2, ..., so an element has the bits of a simple loop over k (tests/core/gemm_test.cpp), and a row
// of the result does not depend on the number of rows.
#pragma once

#include "core/arena.h"
#include "core/level.h"
#include "core/tensor.h"

namespace textrnn {

enum class Trans { kNo, kYes }; // op(x) = x, or x^T
// kHalf: packed elements are rounded to half their bits (float to bfloat16). With a one-row `a`,
// gemm then takes 0.55 of kFull's time: it reads half as many bytes of `b` from the cache.
enum class Precision { kFull, kHalf };

// op(b) [K, N] copied into the kernel's layout: contiguous panels, two SIMD vectors wide, the last
// one padded with zeros. Pack a matrix once if several products use it, e.g. a recurrent weight.
struct PackedMatrix {
    const Real* panels = nullptr; // in the arena given to pack()
    Index rows = 0; // K
    Index cols = 0; // N
    Precision precision = Precision::kFull; // kHalf: each Real holds elements of two columns
};
PackedMatrix pack(Arena&, Trans trans_b, Tensor b, Precision = Precision::kFull);

// c = start + op(a) op(b), with op(a) [M, K], op(b) [K, N], c [M, N]. The sums begin with `start`:
// Tensor{} (zeros), c itself (c += ...), or a bias [1, N], the same for every row of c. The arena
// provides temporary memory. Preconditions, not checked: c does not overlap a or b; with a bias, K
// is not 0; trans_a is kNo if b.precision is kHalf.
void gemm(Arena&, Trans trans_a, Tensor a, Trans trans_b, Tensor b, Tensor c, Tensor start = {});
void gemm(Arena&, Trans trans_a, Tensor a, const PackedMatrix& b, Tensor c, Tensor start = {});

// pack() and gemm() for one level, in gemm_kernel.cpp. If K = 0, gemm_at leaves c unchanged.
template <Level>
PackedMatrix pack_at(Arena&, Trans trans_b, Tensor b, Precision);
template <Level>
void gemm_at(Arena&, Trans trans_a, Tensor a, const PackedMatrix& b, Tensor c, Tensor start);

// c [1, N] += sum of the rows of a [M, N], in row order.
void add_column_sums(Tensor a, Tensor c);

} // namespace textrnn
