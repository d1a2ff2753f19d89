// The blocked kernel: a register block of kRows x kWidth accumulators stays in vector registers
// while k runs (Goto & van de Geijn 2008). Plain loops: the compiler turns the innermost into
// vector instructions, and no intrinsics are needed.
#include "core/gemm.h"

#include "core/math.h"

#include <algorithm>
#include <array>
#include <utility>

namespace textrnn {

namespace {

constexpr Index kRows = kVectorBytes == 64 ? 8 : 6; // as many accumulators as registers allow
constexpr Index kWidth = 2 * kVectorBytes / sizeof(Real); // columns of a panel
constexpr Index kDepth = 256;                             // of k at a time: a panel fits L1

// c[M, kWidth] (+)= a[M, depth] panel[depth, kWidth], M and the steps known to the compiler.
template <Index M, Index KStep>
void block(Index depth, const Real* a, Index row_step, const Real* panel, Real* c, Index c_step,
           Index width, Into into) {
    Real sum[M][kWidth];
    if (into == Into::kOverwrite) {
        for (Index i = 0; i < M; ++i)
            for (Index j = 0; j < kWidth; ++j) sum[i][j] = 0;
    } else if (width == kWidth) {
        for (Index i = 0; i < M; ++i)
            for (Index j = 0; j < kWidth; ++j) sum[i][j] = c[i * c_step + j];
    } else {
        for (Index i = 0; i < M; ++i)
            for (Index j = 0; j < kWidth; ++j) sum[i][j] = j < width ? c[i * c_step + j] : 0;
    }
    for (Index k = 0; k < depth; ++k) {
#pragma GCC unroll 16
        for (Index i = 0; i < M; ++i) {
            const Real x = a[i * row_step + k * KStep];
            for (Index j = 0; j < kWidth; ++j)
                sum[i][j] = multiply_add(x, panel[k * kWidth + j], sum[i][j]);
        }
    }
    if (width == kWidth) {
        for (Index i = 0; i < M; ++i)
            for (Index j = 0; j < kWidth; ++j) c[i * c_step + j] = sum[i][j];
    } else {
        for (Index i = 0; i < M; ++i) std::copy_n(sum[i], width, c + i * c_step);
    }
}

using Block = void (*)(Index, const Real*, Index, const Real*, Real*, Index, Index, Into);

template <Index KStep, Index... M>
constexpr auto blocks_of(std::index_sequence<M...>) {
    return std::array<Block, sizeof...(M)>{block<M + 1, KStep>...};
}
// [rows - 1]: fewer rows than a full block have a kernel of their own.
constexpr auto kRowBlocks = blocks_of<1>(std::make_index_sequence<kRows>());
constexpr auto kPackedBlocks = blocks_of<kRows>(std::make_index_sequence<kRows>());

// Columns [first, first + depth) of a^T's rows, kRows of them side by side for every k: walking
// down a column of a row-major matrix would touch a cache line for each element.
const Real* pack_transposed(Arena& arena, Tensor a, Index first, Index depth) {
    const Index groups = (a.cols + kRows - 1) / kRows;
    Real* packed = arena.array<Real>(groups * kRows * depth);
    for (Index k = 0; k < depth; ++k) {
        const Real* source = a.row(first + k);
        for (Index g = 0; g < groups; ++g) {
            const Index count = std::min(kRows, a.cols - g * kRows);
            std::copy_n(source + g * kRows, count, packed + (g * depth + k) * kRows);
        }
    }
    return packed;
}

// One slice of k: c (+)= op(a)[:, first .. first+depth) times the panels' rows of that range.
void multiply_slice(Arena& arena, Op op_a, Tensor a, const PackedMatrix& b, Index first,
                    Index depth, Tensor c, Into into) {
    const Arena::Scratch scratch(arena);
    const bool transposed = op_a == Op::kTransposed;
    const Real* packed_a = transposed ? pack_transposed(arena, a, first, depth) : nullptr;
    for (Index j = 0; j < c.cols; j += kWidth) {
        const Real* panel = b.panels + j * b.rows + first * kWidth;
        const Index width = std::min(kWidth, c.cols - j);
        for (Index i = 0; i < c.rows; i += kRows) {
            const Index rows = std::min(kRows, c.rows - i);
            if (transposed)
                kPackedBlocks[rows - 1](depth, packed_a + i * depth, 1, panel, c.row(i) + j,
                                        c.cols, width, into);
            else
                kRowBlocks[rows - 1](depth, a.row(i) + first, a.cols, panel, c.row(i) + j, c.cols,
                                     width, into);
        }
    }
}

} // namespace

void gemm_naive(Op op_a, Tensor a, Op op_b, Tensor b, Tensor c, Into into) {
    const Index depth = op_a == Op::kAsIs ? a.cols : a.rows;
    for (Index i = 0; i < c.rows; ++i)
        for (Index j = 0; j < c.cols; ++j) {
            Real sum = into == Into::kAdd ? c(i, j) : 0;
            for (Index k = 0; k < depth; ++k)
                sum = multiply_add(op_a == Op::kAsIs ? a(i, k) : a(k, i),
                                   op_b == Op::kAsIs ? b(k, j) : b(j, k), sum);
            c(i, j) = sum;
        }
}

PackedMatrix pack(Arena& arena, Op op_b, Tensor b) {
    const bool transposed = op_b == Op::kTransposed;
    const Index depth = transposed ? b.cols : b.rows;
    const Index cols = transposed ? b.rows : b.cols;
    Real* const panels = arena.array<Real>((cols + kWidth - 1) / kWidth * kWidth * depth);
    for (Index j = 0; j < cols; j += kWidth) {
        const Index width = std::min(kWidth, cols - j);
        Real* panel = panels + j * depth;
        if (width < kWidth) std::fill_n(panel, depth * kWidth, Real{0});
        if (transposed) {
            for (Index q = 0; q < width; ++q)
                for (Index k = 0; k < depth; ++k) panel[k * kWidth + q] = b(j + q, k);
        } else {
            for (Index k = 0; k < depth; ++k)
                std::copy_n(b.row(k) + j, width, panel + k * kWidth);
        }
    }
    return {panels, depth, cols};
}

void gemm(Arena& arena, Op op_a, Tensor a, const PackedMatrix& b, Tensor c, Into into) {
    if (b.rows == 0 && into == Into::kOverwrite) c.fill(0);
    for (Index first = 0; first < b.rows; first += kDepth)
        multiply_slice(arena, op_a, a, b, first, std::min(kDepth, b.rows - first), c,
                       first == 0 ? into : Into::kAdd);
}

void gemm(Arena& arena, Op op_a, Tensor a, Op op_b, Tensor b, Tensor c, Into into) {
    const Arena::Scratch scratch(arena);
    gemm(arena, op_a, a, pack(arena, op_b, b), c, into);
}

void add_column_sums(Tensor a, Tensor c) {
    for (Index i = 0; i < a.rows; ++i)
        for (Index j = 0; j < a.cols; ++j) c.data[j] += a(i, j);
}

} // namespace textrnn
