// Functions, random numbers, the arena, packed layouts and threads.
#include "catch.h"
#include "core/arena.h"
#include "core/math.h"
#include "core/packed.h"
#include "core/random.h"
#include "core/threads.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <stdexcept>

using namespace textrnn;

TEST_CASE("fast functions are close to the standard library's over the whole range") {
    double tanh_error = 0, tanh_ratio = 0, sigmoid_error = 0;
    float largest = 0;
    for (std::uint64_t bits = 0; bits < 0x7f800000; bits += 2039) // floats up to infinity
        for (const float sign : {1.0f, -1.0f}) {
            const float f = sign * std::bit_cast<float>(static_cast<std::uint32_t>(bits));
            const auto d = static_cast<double>(f);
            const double tanh = std::tanh(d), found = static_cast<double>(fast_tanh(f));
            largest = std::max(largest, fast_tanh(f));
            tanh_error = std::max(tanh_error, std::fabs(found - tanh));
            if (std::fabs(d) > 1e-37) // beyond, floats themselves lose digits
                tanh_ratio = std::max(tanh_ratio, std::fabs(found / tanh - 1));
            const double sigmoid = 1 / (1 + std::exp(-d));
            sigmoid_error =
                std::max(sigmoid_error, std::fabs(static_cast<double>(fast_sigmoid(f)) - sigmoid));
        }
    CHECK(tanh_error < 4e-7);
    CHECK(tanh_ratio < 4e-7);
    CHECK(sigmoid_error < 3e-7);
    CHECK(fast_tanh(0.0f) == 0.0f);
    CHECK(std::isnan(fast_tanh(std::nanf(""))));
    CHECK(std::isnan(fast_sigmoid(std::nanf(""))));
    CHECK(fast_tanh(INFINITY) == 1.0f); // exactly: 1 - tanh^2 is then 0
    CHECK(fast_tanh(-1e9f) == -1.0f);
    CHECK(largest == 1.0f);
    CHECK(fast_sigmoid(-1e9f) >= 0.0f);
    CHECK(fast_sigmoid(1e9f) <= 1.0f);
}

TEST_CASE("random numbers are functions of seed, stream and counter") {
    Random a(1, Stream::kInit), same(1, Stream::kInit), seed(2, Stream::kInit),
        stream(1, Stream::kShuffle), sub(1, Stream::kInit, 1);
    const std::uint64_t first = a.bits();
    CHECK(same.bits() == first);
    CHECK(Random(1, Stream::kInit).bits(0) == first);
    std::set<std::uint64_t> firsts{first, seed.bits(), stream.bits(), sub.bits(),
                                   a.split(0).bits(), a.split(1).bits()};
    CHECK(firsts.size() == 6);
}

TEST_CASE("distributions have their moments") {
    Random random(9, Stream::kInit);
    double sum = 0, squares = 0, uniform = 0;
    std::vector<int> counts(7);
    constexpr int kDraws = 100000;
    for (int i = 0; i < kDraws; ++i) {
        const double x = random.normal();
        sum += x;
        squares += x * x;
        uniform += random.uniform(2, 4);
        ++counts[random.below(7)];
    }
    CHECK(sum / kDraws == Approx(0).margin(0.02));
    CHECK(squares / kDraws == Approx(1).margin(0.03));
    CHECK(uniform / kDraws == Approx(3).margin(0.01));
    for (const int count : counts) CHECK(count == Approx(kDraws / 7.0).epsilon(0.05));
}

TEST_CASE("the arena aligns, gives scratch back, and keeps its memory") {
    Arena arena;
    const Tensor a = arena.tensor(3, 3);
    CHECK(reinterpret_cast<std::uintptr_t>(a.data) % kAlignment == 0);
    Real* inside = nullptr;
    {
        const Arena::Scratch scratch(arena);
        inside = arena.array<Real>(100);
    }
    CHECK(arena.array<Real>(100) == inside);
    arena.array<Real>(1000000); // more than a block
    arena.reset();
    const Index held = arena.capacity();
    arena.array<Real>(1000000);
    arena.reset();
    CHECK(arena.capacity() == held);
    CHECK(arena.zeros(2, 2)(1, 1) == 0);
}

TEST_CASE("packed offsets follow from the lengths") {
    const Packed packed = Packed::of({3, 2, 1});
    CHECK(packed.offsets == std::vector<Index>{0, 3, 5, 6});
    CHECK(packed.steps() == 3);
    CHECK(packed.tokens() == 6);
    CHECK(packed.batch_size(1) == 2);
    CHECK(packed.row(1, 1) == 4);
}

TEST_CASE("threads run every task once and rethrow exceptions") {
    for (const Index count : {Index{1}, Index{2}, Index{5}}) {
        Threads threads(count);
        for (int round = 0; round < 50; ++round) {
            std::vector<int> done(37);
            std::vector<Index> workers(37); // checked afterwards: assertions are not thread-safe
            threads.run(done.size(), [&](Index i, Index worker) {
                workers[i] = worker;
                ++done[i];
            });
            REQUIRE(done == std::vector<int>(37, 1));
            REQUIRE(*std::max_element(workers.begin(), workers.end()) < count);
        }
        CHECK_THROWS_AS(threads.run(4, [](Index i, Index) {
            if (i == 2) throw std::runtime_error("task 2");
        }), std::runtime_error);
        threads.run(0, [](Index, Index) {});
    }
}
