// Durations and counts at the borders between their forms, and the progress line that is off.
#include "cli/progress_line.h"

#include "catch.h"

#include <iostream>
#include <sstream>

using namespace textrnn;

TEST_CASE("durations change their form at a minute and an hour", "[terminal]") {
    CHECK(format_duration(0) == "0.0 s");
    CHECK(format_duration(4.24) == "4.2 s");
    CHECK(format_duration(59.94) == "59.9 s");
    CHECK(format_duration(59.96) == "1 min 00 s");
    CHECK(format_duration(60.4) == "1 min 00 s");
    CHECK(format_duration(185) == "3 min 05 s");
    CHECK(format_duration(3599.4) == "59 min 59 s");
    CHECK(format_duration(3599.6) == "1 h 00 min");
    CHECK(format_duration(3720) == "1 h 02 min");
    CHECK(format_duration(360000) == "100 h 00 min");
}

TEST_CASE("counts are never rounded up to a thousand of their unit", "[terminal]") {
    CHECK(format_count(0) == "0");
    CHECK(format_count(950) == "950");
    CHECK(format_count(999.4) == "999");
    CHECK(format_count(999.6) == "1.0k");
    CHECK(format_count(1000) == "1.0k");
    CHECK(format_count(12345) == "12.3k");
    CHECK(format_count(999949) == "999.9k");
    CHECK(format_count(999951) == "1.0M");
    CHECK(format_count(1.4e6) == "1.4M");
    CHECK(format_count(999.94e6) == "999.9M");
    CHECK(format_count(999.96e6) == "1.0G");
}

TEST_CASE("a progress line that is off draws nothing", "[terminal]") {
    std::ostringstream drawn;
    std::streambuf* const before = std::cerr.rdbuf(drawn.rdbuf());
    {
        ProgressLine progress(false);
        progress.update(0.5, "half");
        progress.clear();
    }
    std::cerr.rdbuf(before);
    CHECK(drawn.str().empty());
}
