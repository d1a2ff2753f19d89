// printable() and printable_line(): any bytes become one line of valid UTF-8 that a terminal shows
// as it is.
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

TEST_CASE("no character changes how the text around it is shown", "[printable]") {
    for (const char* changes : {"\x1b", "\n", "\r", "\t", "\x7f", "\u009b", "\u0085", "\u061c",
                                "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e",
                                "\u2066", "\u2069"}) {
        CAPTURE(in_quotes(changes));
        CHECK(printable(std::string("a") + changes + "b") == "a?b");
        CHECK(in_quotes(changes).starts_with("\"\\"));
    }
    for (const char* same : {"a", "\u00a0", "\u00e9", "\u200d", "\u2027", "\u202f", "\u2065",
                             "\u2070", "\u4e2d", "\U0001f600"}) {
        CAPTURE(same);
        CHECK(printable(same) == same);
        CHECK(in_quotes(same) == "\"" + std::string(same) + "\"");
    }
    CHECK(printable("a\n\t\x1b", "\n\t") == "a\n\t?");
    CHECK(in_quotes("\u202e\u009b") == "\"\\u202e\\u009b\"");
    CHECK(in_quotes("\xff\n\"") == "\"\xef\xbf\xbd\\n\\\"\"");
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
