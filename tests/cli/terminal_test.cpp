// The progress line when it is off.
#include "cli/terminal.h"

#include "catch.h"

#include <iostream>
#include <sstream>

using namespace textrnn;

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
