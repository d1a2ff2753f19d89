// The blocked kernel, compiled once per level. It keeps a block of sums, kRows x 2 vectors, in
// registers while k runs (Goto & van de Geijn 2008). With few rows it computes several panels
// together: a multiply-add waits for its sum's previous value; independent sums hide the latency.
#include "core/gemm.h"

#include "core/math.h"
#include "core/vector.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

namespace textrnn {

namespace {

constexpr Index kLanes = Vector::size();
constexpr Index kWidth = 2 * kLanes; // columns of a panel
constexpr Index kRows = sizeof(Vector) == 64 ? 12 : 6; // 2 kRows sums fit the registers
constexpr Index kDepth = 256; // values of k per pass: a panel of this depth fits the L1 cache
// A transposed a is packed if c has at least kWorthPacking columns. Otherwise the kernel reads a in
// place, in passes of kUnpackedDepth, so that its cache lines stay in the cache.
constexpr Index kWorthPacking = 96;
constexpr Index kUnpackedDepth = 128;

// Real j of a row holds lane j of the panel's first vector in its lower bits, and lane j of the
// second vector in its upper bits.
using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
using BitVector = std::experimental::rebind_simd_t<Bits, Vector>;
constexpr int kHalfBits = 4 * sizeof(Real);
constexpr Bits kUpperHalf = ~Bits{0} << kHalfBits;

constexpr Index row_size(Precision precision) { // Reals from row to row of a panel
    return precision == Precision::kHalf ? kLanes : kWidth;
}

// A row of a panel as V vectors.
template <Index V, Precision P>
void load_row(const Real* from, Vector* row) {
    if constexpr (P == Precision::kHalf) {
        const auto both = std::bit_cast<BitVector>(load(from));
        row[0] = std::bit_cast<Vector>(BitVector(both << kHalfBits));
        if constexpr (V == 2) row[1] = std::bit_cast<Vector>(BitVector(both & kUpperHalf));
    } else {
#pragma GCC unroll 2
        for (Index v = 0; v < V; ++v) row[v] = load(from + v * kLanes);
    }
}

// Rounds x to the upper half of its bits, ties to even; callers drop the lower half.
Bits rounded_half(Real x) {
    const Bits bits = std::bit_cast<Bits>(x);
    return bits + (Bits{1} << (kHalfBits - 1)) - 1 + (bits >> kHalfBits & 1);
}

// Arguments of a kernel: a block of c, and its factors. Steps count elements.
struct Block {
    Index depth; // number of k
    const Real* a;
    Index row_step, k_step; // from row to row of a (TransA kNo), from k to k (kYes)
    const Real* panel;
    Index panel_step; // from panel to panel
    Real* c;
    Index c_step;
    Index width; // columns of c in the last panel, at most kWidth
    const Real* start; // initial values of the sums; nullptr: zeros
    Index start_step;
};

// c [M, P panels] = start + a [M, depth] panels [depth, kWidth]. M, P and V are compile-time
// constants so that the sums become registers. V: vectors used of each panel, 1 if c has too few
// columns for 2. TransA: a's columns are contiguous, not its rows.
template <Index M, Index P, Index V, Trans TransA, Precision B>
[[gnu::flatten]] void multiply_block(const Block& block) { // flatten: no call within its loops
    const Block b = block; // a local copy: the compiler knows that stores to c do not change it
    alignas(64) Real edge[M * kWidth]; // replaces c's last panel if c ends within it
    const bool narrow = b.width < V * kLanes;
    if (narrow) std::fill_n(edge, M * kWidth, Real{0});
    if (narrow && b.start)
        for (Index i = 0; i < M; ++i)
            std::copy_n(b.start + i * b.start_step + (P - 1) * kWidth, b.width, edge + i * kWidth);
    Real* const last = narrow ? edge : b.c + (P - 1) * kWidth;
    const Index last_step = narrow ? kWidth : b.c_step;
    const auto place = [&](Index i, Index p) {
        return p == P - 1 ? last + i * last_step : b.c + i * b.c_step + p * kWidth;
    };
    const auto start = [&](Index i, Index p) {
        return narrow && p == P - 1 ? edge + i * kWidth : b.start + i * b.start_step + p * kWidth;
    };

    // Unrolled loops keep the sums in registers; otherwise they would be an array in memory.
    Vector sum[M][P][V];
#pragma GCC unroll 16
    for (Index i = 0; i < M; ++i)
#pragma GCC unroll 16
        for (Index p = 0; p < P; ++p)
#pragma GCC unroll 2
            for (Index v = 0; v < V; ++v)
                sum[i][p][v] = b.start ? load(start(i, p) + v * kLanes) : Vector(0);
    // Loads the panels' next row right after the last use of the current one. (If each use loaded
    // it, the compiler would read it from memory again for every row of a.)
    Vector row[P][V];
#pragma GCC unroll 16
    for (Index p = 0; p < P; ++p) load_row<V, B>(b.panel + p * b.panel_step, row[p]);
    for (Index k = 0; k < b.depth; ++k) {
#pragma GCC unroll 16
        for (Index p = 0; p < P; ++p) {
#pragma GCC unroll 16
            for (Index i = 0; i < M; ++i) {
                const Vector x =
                    TransA == Trans::kNo ? b.a[i * b.row_step + k] : b.a[i + k * b.k_step];
#pragma GCC unroll 2
                for (Index v = 0; v < V; ++v)
                    sum[i][p][v] = multiply_add(x, row[p][v], sum[i][p][v]);
            }
            // Beyond the last panel: pack()'s padding.
            load_row<V, B>(b.panel + p * b.panel_step + (k + 1) * row_size(B), row[p]);
        }
    }
#pragma GCC unroll 16
    for (Index i = 0; i < M; ++i)
#pragma GCC unroll 16
        for (Index p = 0; p < P; ++p)
#pragma GCC unroll 2
            for (Index v = 0; v < V; ++v) store(sum[i][p][v], place(i, p) + v * kLanes);
    if (narrow)
        for (Index i = 0; i < M; ++i)
            std::copy_n(edge + i * kWidth, b.width, b.c + i * b.c_step + (P - 1) * kWidth);
}

using Kernel = void (*)(const Block&);

// Panels per kernel call: enough independent sums to hide the latency of multiply-add.
constexpr Index panels_at_once(Index rows) { return rows == 1 ? 4 : rows <= 3 ? 2 : 1; }

template <Trans TransA, Precision B, Index... M>
constexpr auto kernels_of(std::index_sequence<M...>) {
    return std::array<std::array<Kernel, 3>, sizeof...(M)>{
        {{multiply_block<M + 1, 1, 1, TransA, B>, multiply_block<M + 1, 1, 2, TransA, B>,
          multiply_block<M + 1, panels_at_once(M + 1), 2, TransA, B>}...}};
}
constexpr std::make_index_sequence<kRows> kNumbers;
// kKernels[rows - 1][0: half a panel; 1: one panel; 2: panels_at_once(rows) panels]
constexpr auto kKernels = kernels_of<Trans::kNo, Precision::kFull>(kNumbers);
constexpr auto kTransposedKernels = kernels_of<Trans::kYes, Precision::kFull>(kNumbers);
constexpr auto kHalfKernels = kernels_of<Trans::kNo, Precision::kHalf>(kNumbers);

// Divides the rows of c into blocks of at most kRows and about equal size: 4 + 4 beats 6 + 2.
struct RowBlocks {
    Index rows;
    Index count = (rows + kRows - 1) / kRows;
    Index least = rows / std::max(count, Index{1}), larger = rows - least * count;
    Index begin(Index block) const { return block * least + std::min(block, larger); }
    Index size(Index block) const { return least + (block < larger); }
};

// Elements from one block of packed rows to the next: an odd number of cache lines, so that the
// blocks, which are written alternately, lie in all sets of the cache.
constexpr Index packed_step(Index depth) {
    constexpr Index kLine = kAlignment / sizeof(Real);
    return ((depth * kRows + kLine - 1) / kLine | 1) * kLine;
}

// Packs columns [first, first + depth) of op(a) = a^T: a block's elements for k, for k + 1, ... are
// contiguous. In a, they are a row apart: each k is in another cache line.
const Real* pack_transposed(Arena& arena, Tensor a, Index first, Index depth) {
    const RowBlocks blocks{a.cols};
    Real* packed = arena.array<Real>(blocks.count * packed_step(depth));
    for (Index k = 0; k < depth; ++k) {
        const Real* source = a.row(first + k);
        Real* target = packed + k * kRows;
        // A block of fewer than kRows rows copies some elements of the next block too: no harm.
        for (Index g = 0; g + 1 < blocks.count; ++g, target += packed_step(depth))
            std::memcpy(target, source + blocks.begin(g), kRows * sizeof(Real));
        std::copy_n(source + blocks.begin(blocks.count - 1), blocks.size(blocks.count - 1), target);
    }
    return packed;
}

// Part [first, first + depth) of k: c = start + op(a)[:, first..] * op(b)[first.., :].
void multiply_slice(Arena& arena, Trans trans_a, Tensor a, const PackedMatrix& b, Index first,
                    Index depth, Tensor c, Tensor start) {
    const Arena::Scratch scratch(arena);
    const bool transposed = trans_a == Trans::kYes;
    const bool packs = transposed && c.cols >= kWorthPacking;
    const Real* const packed_a = packs ? pack_transposed(arena, a, first, depth) : nullptr;
    const bool is_half = b.precision == Precision::kHalf;
    const auto& kernels = transposed ? kTransposedKernels : is_half ? kHalfKernels : kKernels;
    const Index row = row_size(b.precision);
    const RowBlocks blocks{c.rows};
    const Index start_step = start.rows > 1 ? start.cols : 0; // one row initialises all rows of c
    const Index panels = (c.cols + kWidth - 1) / kWidth, together = panels_at_once(c.rows);
    for (Index p = 0, count; p < panels; p += count) { // all rows use a panel while it is in L1
        count = p + together <= panels ? together : 1;
        const Index width = std::min(kWidth, c.cols - (p + count - 1) * kWidth);
        const Index kernel = count > 1 ? 2 : width > kLanes ? 1 : 0;
        for (Index g = 0; g < blocks.count; ++g) {
            const Index i = blocks.begin(g);
            const Real* const rows = packs        ? packed_a + g * packed_step(depth)
                                     : transposed ? a.row(first) + i
                                                  : a.row(i) + first;
            const Real* const sums =
                start.data ? start.data + i * start_step + p * kWidth : nullptr;
            const Block block{depth, rows, a.cols, packs ? kRows : a.cols,
                              b.panels + (p * b.rows + first) * row, b.rows * row,
                              c.row(i) + p * kWidth, c.cols, width, sums, start_step};
            if (g + 1 < blocks.count) // c may be larger than the cache
                for (Index next = 0; next < blocks.size(g + 1); ++next)
                    prefetch(c.row(blocks.begin(g + 1) + next) + p * kWidth, kWidth);
            kernels[blocks.size(g) - 1][kernel](block);
        }
    }
}

// Packs the rows of panels, kWidth elements each, into half their memory.
void halve(Real* panels, Index count) {
    for (Index i = 0; i < count; i += kWidth)
        for (Index j = i; j < i + kLanes; ++j) {
            const Bits low = rounded_half(panels[j]) >> kHalfBits;
            const Bits high = rounded_half(panels[j + kLanes]) & kUpperHalf;
            panels[i / 2 + j - i] = std::bit_cast<Real>(low | high);
        }
    std::fill_n(panels + count / 2, kLanes, Real{0}); // padding that load_row reads
}

} // namespace

template <>
PackedMatrix pack_at<kLevel>(Arena& arena, Trans trans_b, Tensor b, Precision precision) {
    const bool transposed = trans_b == Trans::kYes;
    const Index depth = transposed ? b.cols : b.rows;
    const Index cols = transposed ? b.rows : b.cols;
    const Index padded = (cols + kWidth - 1) / kWidth * kWidth;
    Real* const panels = arena.array<Real>(padded * depth + kWidth);
    std::fill_n(panels + padded * depth, kWidth, Real{0}); // padding that load_row reads
    for (Index j = 0; j < cols; j += kWidth) {
        const Index width = std::min(kWidth, cols - j);
        Real* panel = panels + j * depth;
        if (width < kWidth) std::fill_n(panel, depth * kWidth, Real{0});
        if (transposed) {
            for (Index q = 0; q < width; ++q)
                for (Index k = 0; k < depth; ++k) panel[k * kWidth + q] = b(j + q, k);
        } else if (width == kWidth) {
            for (Index k = 0; k < depth; ++k) // constant size: no call of memcpy
                std::memcpy(panel + k * kWidth, b.row(k) + j, kWidth * sizeof(Real));
        } else {
            for (Index k = 0; k < depth; ++k) std::copy_n(b.row(k) + j, width, panel + k * kWidth);
        }
    }
    if (precision == Precision::kHalf) halve(panels, padded * depth);
    return {panels, depth, cols, precision};
}

template <>
void gemm_at<kLevel>(Arena& arena, Trans trans_a, Tensor a, const PackedMatrix& b, Tensor c,
                     Tensor start) {
    const Index depth = trans_a == Trans::kYes && c.cols < kWorthPacking ? kUnpackedDepth : kDepth;
    for (Index first = 0; first < b.rows; first += depth)
        multiply_slice(arena, trans_a, a, b, first, std::min(depth, b.rows - first), c,
                       first == 0 ? start : c);
}

} // namespace textrnn
