// Error: whatever bytes a message quotes, one line of valid UTF-8 is shown.
#include "core/error.h"

#include "core/utf8.h"

#include "catch.h"

using namespace textrnn;

namespace {

std::string shown(const std::string& line) { return Error(ExitCode::kBadData, line).what(); }

} // namespace

TEST_CASE("messages are one line of UTF-8", "[error]") {
    CHECK(shown("a.tsv:3: caf\xc3\xa9") == "a.tsv:3: caf\xc3\xa9");
    CHECK(shown("two\nlines\t\x7f") == "two?lines??");
    CHECK(shown("\x1b[31m") == "?[31m");
    CHECK(shown("name\xff: no such file") == "name\xef\xbf\xbd: no such file");
}

TEST_CASE("a very long message keeps its start and its end", "[error]") {
    const std::string line = shown("place: " + std::string(100000, 'x') + " (hint)");
    CHECK(line.size() < 1000);
    CHECK(line.starts_with("place: xxx"));
    CHECK(line.ends_with("xxx (hint)"));
    CHECK(line.find("x ... x") != std::string::npos);
    std::string accents; // which the cut may go through
    for (int i = 0; i < 1000; ++i) accents += "\xc3\xa9";
    for (const char* shift : {"", "x"})
        CHECK(find_invalid_utf8(shown(shift + accents)) == std::string::npos);
}
