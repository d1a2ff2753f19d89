// Tables, lines of words, and the progress line when it is off.
#include "cli/terminal.h"

#include "catch.h"
#include "io/posix.h"

#include <functional>
#include <iostream>
#include <sstream>

using namespace textrnn;

namespace {

std::string written_to(std::ostream& stream, const std::function<void()>& print) {
    std::ostringstream written;
    std::streambuf* const before = stream.rdbuf(written.rdbuf());
    print();
    stream.rdbuf(before);
    return written.str();
}

} // namespace

TEST_CASE("a progress line that is off draws nothing", "[terminal]") {
    CHECK(written_to(std::cerr, [] {
              ProgressLine progress(false);
              progress.update(0.5, "half");
              progress.clear();
          }) == "");
}

TEST_CASE("tables are padded by columns, not bytes", "[terminal]") {
    CHECK(written_to(std::cout, [] {
              print_table({{"caf\u00e9", "1"},
                           {"\u4e2d\u6587", "22"},
                           {"\u0434\u0430", "\u00b5"},
                           {"ab", "c"}});
          }) == "caf\u00e9   1\n\u4e2d\u6587  22\n\u0434\u0430     \u00b5\nab     c\n");
}

TEST_CASE("a table shows control characters of its texts as ?", "[terminal]") {
    CHECK(written_to(std::cout, [] {
              print_table({{"a\x1b[2J", "\u202e1"}, {"b\n", "\u009b2"}});
          }) == "a?[2J  ?1\nb?     ?2\n");
}

TEST_CASE("words are wrapped by code points", "[terminal]") {
    const int columns = terminal_width(stdout);
    const Index width = columns == 0 ? 80 : static_cast<Index>(std::max(40, columns));
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
