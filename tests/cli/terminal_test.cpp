// The progress line when it is off; lines of words.
#include "cli/terminal.h"

#include "catch.h"
#include "io/posix.h"

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

TEST_CASE("words are wrapped by code points", "[terminal]") {
    const Index width = output_width();
    const std::string x(width - 10, 'x'), long_word(width + 1, 'x');
    const std::string umlauts = "\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc"; // 9
    CHECK(wrapped({}, 2) == "  \n");
    CHECK(wrapped({{"a"}, {"b"}}, 2) == "  a b\n");
    CHECK(wrapped({{x}, {umlauts}}, 0) == x + " " + umlauts + "\n"); // as wide as the line
    CHECK(wrapped({{x}, {umlauts + "a"}}, 0) == x + "\n" + umlauts + "a\n");
    CHECK(wrapped({{x}, {umlauts}}, 1) == " " + x + "\n " + umlauts + "\n");
    CHECK(wrapped({{long_word}, {"a"}}, 2) == "  " + long_word + "\n  a\n");
    CHECK(padded(umlauts, 11) == umlauts + "  ");
    CHECK(padded(umlauts, 11, true) == "  " + umlauts);
    CHECK(padded("longer", 3) == "longer");
}

TEST_CASE("words have no colour without a terminal", "[terminal]") {
    if (terminal_width(stdout) == 0) CHECK(wrapped({{"a", "\x1b[1m"}}, 0) == "a\n");
}
