// The blocked product against the three plain loops: the same bits for every shape.
#include "catch.h"
#include "core/gemm.h"
#include "core/random.h"

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

} // namespace

TEST_CASE("blocked gemm equals the naive one bit for bit") {
    const Index sizes[] = {1, 2, 7, 8, 9, 31, 33, 65};
    Arena arena;
    for (const Index m : sizes)
        for (const Index n : {Index{1}, Index{5}, Index{32}, Index{63}, Index{100}})
            for (const Index k : {Index{1}, Index{17}, Index{256}, Index{300}, Index{513}})
                for (const Trans trans_a : {Trans::kNo, Trans::kYes})
                    for (const Trans trans_b : {Trans::kNo, Trans::kYes})
                        for (const Accumulate accumulate : {Accumulate::kNo, Accumulate::kYes}) {
                            Storage a = numbers(m * k, 1), b = numbers(k * n, 2);
                            Storage plain = numbers(m * n, 3), blocked = plain;
                            const Tensor ta = shaped(a, trans_a, m, k),
                                         tb = shaped(b, trans_b, k, n);
                            gemm_naive(trans_a, ta, trans_b, tb, {plain.data(), m, n}, accumulate);
                            gemm(arena, trans_a, ta, trans_b, tb, {blocked.data(), m, n},
                                 accumulate);
                            if (plain != blocked) {
                                INFO("M " << m << " N " << n << " K " << k);
                                REQUIRE(plain == blocked);
                            }
                            arena.reset();
                        }
    SUCCEED();
}

TEST_CASE("a product that begins with a bias has it in every row") {
    Arena arena;
    for (const Index m : {Index{1}, Index{3}, Index{13}})
        for (const Index n : {Index{5}, Index{32}, Index{300}})
            for (const Index k : {Index{1}, Index{300}}) {
                Storage a = numbers(m * k, 1), b = numbers(k * n, 2), bias = numbers(n, 3);
                Storage plain(m * n), blocked(m * n);
                for (Index i = 0; i < m; ++i) std::copy_n(bias.data(), n, plain.data() + i * n);
                const Tensor ta{a.data(), m, k}, tb{b.data(), k, n};
                gemm_naive(Trans::kNo, ta, Trans::kNo, tb, {plain.data(), m, n}, Accumulate::kYes);
                gemm(arena, ta, pack(arena, Trans::kNo, tb), {bias.data(), 1, n},
                     {blocked.data(), m, n});
                INFO("M " << m << " N " << n << " K " << k);
                REQUIRE(plain == blocked);
                arena.reset();
            }
}

TEST_CASE("a row of a product does not depend on the other rows") {
    Arena arena;
    Storage a = numbers(64 * 300, 1), b = numbers(300 * 50, 2), all(64 * 50), one(50);
    const Tensor tb{b.data(), 300, 50};
    gemm(arena, Trans::kNo, {a.data(), 64, 300}, Trans::kNo, tb, {all.data(), 64, 50},
         Accumulate::kNo);
    for (Index i = 0; i < 64; ++i) {
        gemm(arena, Trans::kNo, {a.data() + i * 300, 1, 300}, Trans::kNo, tb, {one.data(), 1, 50},
             Accumulate::kNo);
        for (Index j = 0; j < 50; ++j) REQUIRE(one[j] == all[i * 50 + j]);
    }
}

TEST_CASE("an empty inner dimension gives zeros") {
    Arena arena;
    Storage c(6, Real{3});
    gemm(arena, Trans::kNo, {nullptr, 2, 0}, Trans::kNo, {nullptr, 0, 3}, {c.data(), 2, 3},
         Accumulate::kNo);
    CHECK(c == Storage(6, Real{0}));
}
