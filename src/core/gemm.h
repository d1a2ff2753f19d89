// Matrix products c = op(a) op(b). The blocked kernel sums by multiply_add in the order k = 0, 1,
// 2, ..., so it agrees bit for bit with three loops that do the same (tests/core/gemm_test.cpp),
// and a row of the result does not depend on the number of rows.
#pragma once

#include "core/arena.h"
#include "core/level.h"
#include "core/tensor.h"

namespace textrnn {

enum class Trans { kNo, kYes };      // op(x) = x, or x^T
enum class Accumulate { kNo, kYes }; // c = ..., or c += ...
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

// op(a) [M, K], op(b) [K, N], c [M, N]. The arena provides temporary memory. Preconditions, not
// checked: c does not overlap a or b; trans_a is kNo if b.precision is kHalf.
void gemm(Arena&, Trans trans_a, Tensor a, Trans trans_b, Tensor b, Tensor c,
          Accumulate accumulate);
void gemm(Arena&, Trans trans_a, Tensor a, const PackedMatrix& b, Tensor c, Accumulate accumulate);
// c = a b + bias, with bias [1, N] added to every row; each sum starts with it. K must not be 0.
void gemm(Arena&, Tensor a, const PackedMatrix& b, Tensor bias, Tensor c);

struct GemmStart {      // initial values of the sums in c
    const Real* values; // row 0 of the initial values: a bias, or row 0 of c; nullptr: zeros
    Index step;         // from a row of values to the next; 0: row 0 initialises all rows of c
};
// pack(), and c = start + op(a) op(b) (K = 0: c is unchanged), for one level, in gemm_kernel.cpp.
template <Level>
PackedMatrix pack_at(Arena&, Trans trans_b, Tensor b, Precision);
template <Level>
void multiply_at(Arena&, Trans trans_a, Tensor a, const PackedMatrix& b, const GemmStart& start,
                 Tensor c);

// c [1, N] += sum of the rows of a [M, N], in row order.
void add_column_sums(Tensor a, Tensor c);

} // namespace textrnn
