// Prefetch: every item in order, whatever is slower; failures arrive at their place; ends early.
#include "train/prefetch.h"

#include "core/error.h"
#include "data/sample_files.h"

#include "catch.h"

#include <atomic>
#include <chrono>

using namespace textrnn;

namespace {
void wait_a_bit() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }
} // namespace

TEST_CASE("items come in order, and stay while they are used", "[prefetch]") {
    for (const bool slow_use : {false, true}) {
        Prefetch<std::vector<Index>> squares(30, [&](Index i, std::vector<Index>& item) {
            if (!slow_use) wait_a_bit();
            item.assign(1000, i * i);
        });
        for (Index i = 0; i < 30; ++i) {
            const std::vector<Index>& item = squares.next();
            if (slow_use) wait_a_bit();
            REQUIRE(item == std::vector<Index>(1000, i * i));
        }
    }
}

TEST_CASE("the next item is made while one is used", "[prefetch]") {
    std::atomic<Index> made = 0;
    Prefetch<Index> items(4, [&](Index, Index&) { ++made; });
    for (Index i = 1; i < 4; ++i) {
        items.next();
        while (made < i + 1) wait_a_bit(); // would never end
        wait_a_bit();
        CHECK(made == i + 1); // one ahead, and no more
    }
}

TEST_CASE("a failure arrives in the place of its item", "[prefetch]") {
    Prefetch<Index> items(5, [](Index i, Index& item) {
        if (i == 2) throw Error(ExitCode::kRuntime, "no item 2");
        item = i;
    });
    CHECK(items.next() == 0);
    CHECK(items.next() == 1);
    CHECK(error_of([&] { items.next(); }) == "1: no item 2");
    wait_a_bit(); // nothing comes after it
    CHECK(error_of([&] { items.next(); }) == "1: no item 2");
}

TEST_CASE("it may end before its items do", "[prefetch]") {
    for (Index used = 0; used < 5; ++used) {
        Prefetch<Index> items(5, [](Index i, Index& item) { item = i; });
        for (Index i = 0; i < used; ++i) CHECK(items.next() == i);
    }
}
