// Text for messages: quotes, lists, places, and suggestions of similar names.
#include "io/text.h"

#include "catch.h"

using namespace textrnn;

using Names = std::vector<std::string>;

TEST_CASE("text is quoted with escapes that JSON and TOML share", "[text]") {
    CHECK(in_quotes("a\"b\\c") == "\"a\\\"b\\\\c\"");
    CHECK(in_quotes("\b\t\n\f\r") == "\"\\b\\t\\n\\f\\r\"");
    CHECK(in_quotes("\x1b\x7f\xc3\xa9") == "\"\\u001b\\u007f\xc3\xa9\"");
    CHECK(hex_digits(0xff, 4) == "00ff");
    CHECK(hex_digits(0x12345, 2) == "45");
}

TEST_CASE("an excerpt is cut between characters", "[text]") {
    CHECK(excerpt("") == "\"\"");
    CHECK(excerpt(std::string(40, 'x')) == "\"" + std::string(40, 'x') + "\"");
    CHECK(excerpt(std::string(41, 'x')) == "\"" + std::string(40, 'x') + "...\"");
    std::string accents;
    for (int i = 0; i < 40; ++i) accents += "\xc3\xa9";
    CHECK(excerpt(accents + "\xc3\xa9") == "\"" + accents + "...\"");
}

TEST_CASE("of many names the first few are listed", "[text]") {
    CHECK(listed({}).empty());
    CHECK(listed({"a", "b"}) == "\"a\", \"b\"");
    CHECK(listed(Names(8, "a")).find("in all") == std::string::npos);
    CHECK(listed(Names(9, "a")).ends_with("\"a\", ... 9 in all"));
}

TEST_CASE("places count lines and code points from 1", "[text]") {
    CHECK(place_of("abc", 0, "f") == "f:1:1");
    CHECK(place_of("a\n\xc3\xa9x", 4, "f") == "f:2:2");
    CHECK(place_of("a\n\nx", 3, "f", 10) == "f:12:1");
}

TEST_CASE("names with few differences are near", "[text]") {
    CHECK(nearest_name("lsmt", {"gru", "lstm"}) == "lstm"); // two letters swapped count once
    CHECK(nearest_name("LSTM", {"lstm"}) == "lstm");
    CHECK(nearest_name("hiden_size", {"hidden_size", "batch_size"}) == "hidden_size");
    CHECK(nearest_name("bat", {"cat", "bar"}) == "cat"); // the first of equals
    CHECK(nearest_name("batch", {"batching", "batches"}) == "batches");
    CHECK(nearest_name("dog", {"cat", "elephant"}).empty());
    CHECK(nearest_name("x", {}).empty());
    CHECK(suggestion("gur", {"gru"}) == "; did you mean \"gru\"?");
    CHECK(suggestion("xyz", {"gru"}).empty());
}

// The edit distance takes quadratic time: hours, for labels that are whole texts.
TEST_CASE("long names are near to nothing", "[text]") {
    CHECK(nearest_name(std::string(100, 'a'), {std::string(99, 'a')}) == std::string(99, 'a'));
    CHECK(nearest_name(std::string(101, 'a'), {std::string(100, 'a')}).empty());
    CHECK(nearest_name(std::string(1 << 20, 'a'), {std::string((1 << 20) + 1, 'a')}).empty());
}
