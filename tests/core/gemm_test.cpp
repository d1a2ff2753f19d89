// The blocked product against the reference, three loops: the same bits for every shape.
#include "catch.h"
#include "core/gemm.h"
#include "core/math.h"
#include "core/random.h"
#include "worst_element.h"

#include <cmath>

using namespace textrnn;

namespace {

Storage numbers(Index count, std::uint64_t seed) {
    Random random(seed, Stream::kInit);
    Storage values(count);
    for (Real& x : values) x = static_cast<Real>(random.normal());
    return values;
}

Tensor shaped(Storage& values, Trans op, Index rows, Index cols) {
    return op == Trans::kNo ? Tensor{values.data(), rows, cols} : Tensor{values.data(), cols, rows};
}

// Reference: op(a) [M, K], op(b) [K, N], c [M, N]; `accumulates`: c += ..., not c = ...
void gemm_reference(Trans trans_a, Tensor a, Trans trans_b, Tensor b, Tensor c, bool accumulates) {
    const Index depth = trans_a == Trans::kNo ? a.cols : a.rows;
    for (Index i = 0; i < c.rows; ++i)
        for (Index j = 0; j < c.cols; ++j) {
            Real sum = accumulates ? c(i, j) : 0;
            for (Index k = 0; k < depth; ++k)
                sum = multiply_add(trans_a == Trans::kNo ? a(i, k) : a(k, i),
                                   trans_b == Trans::kNo ? b(k, j) : b(j, k), sum);
            c(i, j) = sum;
        }
}

// Requires equal bits of c [M, N]; names the shapes and the worst element otherwise.
void require_equal(const Storage& expected, const Storage& found, Index n, Index k,
                   const char* ops = "") {
    if (expected == found) return;
    const Index m = expected.size() / n;
    const NamedMatrix e{"c", m, n, {expected.begin(), expected.end()}};
    const NamedMatrix f{"c", m, n, {found.begin(), found.end()}};
    FAIL("M " << m << " N " << n << " K " << k << ops << ": " << compare({&e, 1}, {&f, 1}));
}

} // namespace

TEST_CASE("blocked gemm equals the reference bit for bit") {
    const Index sizes[] = {1, 2, 7, 8, 9, 13, 25, 31, 33, 65};
    Arena arena;
    for (const Index m : sizes)
        for (const Index n : {Index{1}, Index{5}, Index{32}, Index{63}, Index{100}})
            for (const Index k : {Index{1}, Index{17}, Index{256}, Index{300}, Index{513}})
                for (const Trans trans_a : {Trans::kNo, Trans::kYes})
                    for (const Trans trans_b : {Trans::kNo, Trans::kYes})
                        for (const bool accumulates : {false, true}) {
                            Storage a = numbers(m * k, 1), b = numbers(k * n, 2);
                            Storage expected = numbers(m * n, 3), blocked = expected;
                            const Tensor ta = shaped(a, trans_a, m, k),
                                         tb = shaped(b, trans_b, k, n);
                            const Tensor c{blocked.data(), m, n};
                            gemm_reference(trans_a, ta, trans_b, tb, {expected.data(), m, n},
                                           accumulates);
                            gemm(arena, trans_a, ta, trans_b, tb, c, accumulates ? c : Tensor{});
                            require_equal(expected, blocked, n, k,
                                          trans_a == Trans::kYes   ? ", a transposed"
                                          : trans_b == Trans::kYes ? ", b transposed"
                                                                   : "");
                            arena.reset();
                        }
    SUCCEED();
}

TEST_CASE("a product with a bias adds it to every row") {
    Arena arena;
    for (const Index m : {Index{1}, Index{3}, Index{13}})
        for (const Index n : {Index{5}, Index{32}, Index{300}})
            for (const Index k : {Index{1}, Index{300}}) {
                Storage a = numbers(m * k, 1), b = numbers(k * n, 2), bias = numbers(n, 3);
                Storage expected(m * n), blocked(m * n);
                for (Index i = 0; i < m; ++i) std::copy_n(bias.data(), n, expected.data() + i * n);
                const Tensor ta{a.data(), m, k}, tb{b.data(), k, n};
                gemm_reference(Trans::kNo, ta, Trans::kNo, tb, {expected.data(), m, n}, true);
                gemm(arena, Trans::kNo, ta, Trans::kNo, tb, {blocked.data(), m, n},
                     {bias.data(), 1, n});
                require_equal(expected, blocked, n, k);
                arena.reset();
            }
}

TEST_CASE("a product with halves equals the product with rounded elements bit for bit") {
    const int digits = sizeof(Real) == 4 ? 8 : 21; // 1 implicit, 7 or 20 explicit
    Arena arena;
    for (const Index m : {Index{1}, Index{3}, Index{13}})
        for (const Index n : {Index{1}, Index{5}, Index{32}, Index{63}, Index{300}})
            for (const Index k : {Index{1}, Index{17}, Index{300}})
                for (const Trans trans_b : {Trans::kNo, Trans::kYes}) {
                    Storage a = numbers(m * k, 1), b = numbers(k * n, 2), rounded = b;
                    b[0] = rounded[0] = Real{1} / 3;
                    for (Real& x : rounded) { // nearbyint: ties to even
                        int exponent = 0;
                        const Real fraction = std::frexp(x, &exponent);
                        x = std::ldexp(std::nearbyint(std::ldexp(fraction, digits)),
                                       exponent - digits);
                    }
                    REQUIRE(rounded[0] != b[0]);
                    Storage expected(m * n), halved(m * n);
                    const Tensor ta{a.data(), m, k};
                    gemm(arena, Trans::kNo, ta, trans_b, shaped(rounded, trans_b, k, n),
                         {expected.data(), m, n});
                    gemm(arena, Trans::kNo, ta,
                         pack(arena, trans_b, shaped(b, trans_b, k, n), Precision::kHalf),
                         {halved.data(), m, n});
                    require_equal(expected, halved, n, k);
                    arena.reset();
                }
}

TEST_CASE("a row of a product does not depend on the other rows") {
    Arena arena;
    Storage a = numbers(64 * 300, 1), b = numbers(300 * 50, 2), all(64 * 50), one(50);
    const Tensor tb{b.data(), 300, 50};
    gemm(arena, Trans::kNo, {a.data(), 64, 300}, Trans::kNo, tb, {all.data(), 64, 50});
    for (Index i = 0; i < 64; ++i) {
        gemm(arena, Trans::kNo, {a.data() + i * 300, 1, 300}, Trans::kNo, tb, {one.data(), 1, 50});
        for (Index j = 0; j < 50; ++j) REQUIRE(one[j] == all[i * 50 + j]);
    }
}

TEST_CASE("an empty inner dimension gives zeros") {
    Arena arena;
    Storage c(6, Real{3});
    gemm(arena, Trans::kNo, {nullptr, 2, 0}, Trans::kNo, {nullptr, 0, 3}, {c.data(), 2, 3});
    CHECK(c == Storage(6, Real{0}));
}
