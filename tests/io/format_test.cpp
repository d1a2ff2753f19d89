// Numbers as text, at the values where the form changes.
#include "io/text.h"

#include "catch.h"

#include <cmath>

using namespace textrnn;

TEST_CASE("numbers keep the digits that were asked for", "[format]") {
    CHECK(shortest(0.1) == "0.1");
    CHECK(shortest(0.1 + 0.2) == "0.30000000000000004");
    CHECK(fixed(0.5, 2) == "0.50");
    CHECK(fixed(-1.0 / 3, 4) == "-0.3333");
    CHECK(fixed(1e300, 0).size() == 301);
    CHECK(significant(0, 3) == "0");
    CHECK(fixed(-0.00001, 2) == "0.00");
    CHECK(fixed(-0.014, 2) == "-0.01");
    CHECK(significant(1.19e-7, 3) == "1.19e-07");
    CHECK(significant(0.99999, 3) == "1");
    CHECK(significant(65536, 9) == "65536");
    CHECK(percent(0.97254) == "97.25%");
    for (const double nan : {std::nan(""), -std::nan("")}) {
        CHECK(shortest(nan) == "nan");
        CHECK(fixed(nan, 4) == "nan");
        CHECK(with_prefix(nan, "s") == "nan s");
    }
}

TEST_CASE("large counts are grouped by thousands", "[format]") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(1234567) == "1,234,567");
}

TEST_CASE("a prefix leaves at most three digits before the decimal point", "[format]") {
    CHECK(with_prefix(0) == "0");
    CHECK(with_prefix(950) == "950");
    CHECK(with_prefix(999.4) == "999");
    CHECK(with_prefix(999.6) == "1 k");
    CHECK(with_prefix(12345) == "12.3 k");
    CHECK(with_prefix(999.96e6, "B") == "1 GB");
    CHECK(with_prefix(0.00123, "s") == "1.23 ms");
    CHECK(with_prefix(0.9999, "s") == "1 s");
    CHECK(with_prefix(4.2e-8, "s") == "42 ns");
    CHECK(with_prefix(-0.5, "s") == "-500 ms");
    CHECK(with_prefix(1e20) == "1e+05 P");
}

TEST_CASE("durations change their form at a minute and an hour", "[format]") {
    CHECK(duration(0) == "0.0 s");
    CHECK(duration(4.24) == "4.2 s");
    CHECK(duration(59.94) == "59.9 s");
    CHECK(duration(59.96) == "1 min 00 s");
    CHECK(duration(60.4) == "1 min 00 s");
    CHECK(duration(185) == "3 min 05 s");
    CHECK(duration(3599.4) == "59 min 59 s");
    CHECK(duration(3599.6) == "1 h 00 min");
    CHECK(duration(3720) == "1 h 02 min");
    CHECK(duration(360000) == "100 h 00 min");
}
