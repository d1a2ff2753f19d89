// printable_line(): any bytes become one line of valid UTF-8.
#include "io/text.h"
#include "io/utf8.h"

#include "catch.h"

using namespace textrnn;

TEST_CASE("messages are one line of UTF-8", "[printable]") {
    CHECK(printable_line("a.tsv:3: caf\xc3\xa9") == "a.tsv:3: caf\xc3\xa9");
    CHECK(printable_line("two\nlines\t\x7f") == "two?lines??");
    CHECK(printable_line("\x1b[31m") == "?[31m");
    CHECK(printable_line("name\xff: no such file") == "name\xef\xbf\xbd: no such file");
}

TEST_CASE("a very long message keeps its start and its end", "[printable]") {
    const std::string line = printable_line("place: " + std::string(100000, 'x') + " (hint)");
    CHECK(line.size() < 1000);
    CHECK(line.starts_with("place: xxx"));
    CHECK(line.ends_with("xxx (hint)"));
    CHECK(line.find("x ... x") != std::string::npos);
    std::string accents; // the cut may fall inside of it
    for (int i = 0; i < 1000; ++i) accents += "\xc3\xa9";
    for (const char* shift : {"", "x"})
        CHECK(find_invalid_utf8(printable_line(shift + accents)) == std::string::npos);
}
