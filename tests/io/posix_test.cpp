// usable_processors(): affinity and the quotas of control groups, read from sample files.
#include "io/posix.h"

#include "data/sample_files.h"

#include "catch.h"

#include <algorithm>
#include <thread>

#include <sched.h>

using namespace textrnn;

namespace {

// The result if the process is in group /a/b, with the given content of cpu.max per group.
std::size_t usable(const std::string& root_max, const std::string& a_max, const std::string& b_max,
                   const std::string& groups = "0::/a/b\n") {
    const SampleFiles files;
    files.write("proc/self/cgroup", groups);
    files.write("sys/fs/cgroup/cpu.max", root_max);
    files.write("sys/fs/cgroup/a/cpu.max", a_max);
    files.write("sys/fs/cgroup/a/b/cpu.max", b_max);
    return usable_processors(files.path(""));
}

} // namespace

TEST_CASE("the smallest quota of the group and its parents counts", "[posix]") {
    const std::string none = "max 100000\n", one = "100000 100000\n";
    const std::size_t all = usable(none, none, none);
    CHECK(all >= 1);
    CHECK(all <= std::thread::hardware_concurrency());
    CHECK(usable(one, none, none) == 1);
    CHECK(usable(none, one, none) == 1);
    CHECK(usable(none, none, one) == 1);
    CHECK(usable(none, "900000000 100000\n", none) == all); // more than there are
    CHECK(usable(one, none, none, "0::/\n") == 1);
    CHECK(usable(none, one, one, "0::/\n") == all);
    CHECK(usable(one, none, none, "0::/../elsewhere\n") == 1);
    CHECK(usable(one, one, one, "1:cpu:/a/b\n") == all); // version 1
    CHECK(usable(one, one, one, "1:cpu:/a/b") == all);
    CHECK(usable(none, none, one, "1:cpu:/\n0::/a/b\n") == 1);
}

#ifdef __linux__
TEST_CASE("a process bound to one processor uses one", "[posix]") {
    cpu_set_t before, one;
    REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
    CPU_ZERO(&one);
    for (unsigned cpu = 0; CPU_COUNT(&one) == 0; ++cpu)
        if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
    REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
    CHECK(usable_processors() == 1);
    CHECK(sched_setaffinity(0, sizeof before, &before) == 0);
}
#endif

TEST_CASE("quotas are rounded up, and broken ones ignored", "[posix]") {
    const std::size_t all = usable("", "", "");
    CHECK(usable("1000 100000\n", "", "") == 1);
    CHECK(usable("100001 100000\n", "", "") == std::min<std::size_t>(all, 2));
    for (const char* broken : {"", "\n", "max", "x y", "100000", "100000 0\n"}) {
        CAPTURE(broken);
        CHECK(usable(broken, "", "") == all);
    }
    const SampleFiles files; // neither /proc nor /sys
    CHECK(usable_processors(files.path("")) == all);
}
