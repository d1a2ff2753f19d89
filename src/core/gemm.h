// Matrix products: c = a b, with either factor transposed. The plain loops and the blocked kernel
// add up each element's products in the same order (k = 0, 1, 2, ...), so they agree bit for bit,
// and a row of the result never depends on how many other rows there are.
#pragma once

#include "core/arena.h"
#include "core/tensor.h"

namespace textrnn {

enum class Trans { kNo, kYes };           // op(x) is x, or x^T
enum class Accumulate { kNo, kYes }; // c = ..., or c += ...

// The reference: three loops. op(a) is [M, K], op(b) [K, N], c [M, N].
void gemm_naive(Trans trans_a, Tensor a, Trans trans_b, Tensor b, Tensor c, Accumulate accumulate);

// op(b) [K, N] laid out in panels as wide as the kernel's register block, zero-padded; worth
// keeping when b meets many a, as a recurrent weight does at every time step.
struct PackedMatrix {
    const Real* panels = nullptr;
    Index rows = 0; // K
    Index cols = 0; // N
};
PackedMatrix pack(Arena&, Trans trans_b, Tensor b);

// The same product, blocked. `arena` lends the memory for packing.
void gemm(Arena&, Trans trans_a, Tensor a, Trans trans_b, Tensor b, Tensor c,
          Accumulate accumulate);
void gemm(Arena&, Trans trans_a, Tensor a, const PackedMatrix& b, Tensor c, Accumulate accumulate);
// c = a b + bias [1, N] in every row, the sums beginning with the bias. K must not be 0.
void gemm(Arena&, Tensor a, const PackedMatrix& b, Tensor bias, Tensor c);

// c [1, N] += the sum of a's rows, in row order.
void add_column_sums(Tensor a, Tensor c);

} // namespace textrnn
