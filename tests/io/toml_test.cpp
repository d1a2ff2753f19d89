// TOML: parsing, refused features and places of errors, and that written values parse back.
#include "io/toml.h"

#include "core/random.h"
#include "data/sample_files.h"
#include "io/utf8.h"
#include "io/written_toml.h"

#include "catch.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace textrnn;

namespace {

const std::string kNoValue =
    "expected text in quotes (\"...\"), a decimal number without '_', true or false, found ";

std::string toml_error(std::string_view text) {
    return error_of([&] { parse_toml(text, "in"); });
}

TomlValue value_of(std::string_view text) { return parse_toml_value(text, "in"); }

std::string text_of(std::string_view text) {
    return *value_of(text).as<std::string>();
}

std::int64_t integer_of(std::string_view text) {
    return *value_of(text).as<std::int64_t>();
}

double float_of(std::string_view text) { return *value_of(text).as<double>(); }

// "section.key=value" of each entry, one after the other.
std::string flat(const std::vector<TomlEntry>& entries) {
    std::string all;
    for (const TomlEntry& entry : entries)
        all += entry.section + "." + entry.key + "=" + to_toml(entry.value) + ";";
    return all;
}

std::string flat(std::string_view text) { return flat(parse_toml(text, "in")); }

} // namespace

TEST_CASE("TOML: a file gives its entries in order, with their places", "[toml]") {
    const auto entries = parse_toml("\xef\xbb\xbf# c \xc3\xa9\na=1\r\n\n  [ s_1-x ] # c\n"
                                    "\t b-2 = [\"x\",\n 'y'] # c\n[t]\nb-2 = [1, 2]",
                                    "in");
    CHECK(flat(entries) == ".a=1;s_1-x.b-2=[\"x\", \"y\"];t.b-2=[1, 2];");
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].line == 2);
    CHECK(entries[1].line == 5);
    CHECK(entries[2].line == 8);
    CHECK(flat("").empty());
    CHECK(flat("\n#").empty());
    CHECK(flat("[empty]").empty());
    CHECK(flat("1 = true\n-_ = false") == ".1=true;.-_=false;");
}

TEST_CASE("TOML: integers", "[toml]") {
    CHECK(integer_of("+7") == 7);
    CHECK(integer_of("-0") == 0);
    CHECK(integer_of("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
    CHECK(integer_of("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
    CHECK(toml_error("a = 9223372036854775808") ==
          "78: in:1:5: the number 9223372036854775808 does not fit into 64 bits");
    for (const char* word : {"01", "0X1", "1a", "1-", "1+1", "-01", "-1a", "-1-", "+-1", "--1",
                             "+", "-", "-x", "0xDead_beef", "0o755", "0b1101", "1_000"}) {
        INFO(word);
        CHECK(toml_error(std::string("a = ") + word) ==
              "78: in:1:5: " + kNoValue + "'" + word + "'");
    }
}

TEST_CASE("TOML: floats", "[toml]") {
    CHECK(float_of("1.0") == 1.0);
    CHECK(float_of("+1e3") == 1000);
    CHECK(float_of("-2E-2") == -0.02);
    CHECK(float_of("6.26e-34") == 6.26e-34);
    CHECK(float_of("10.50e10") == 10.5e10);
    CHECK(float_of("1e06") == 1e6);
    CHECK(std::signbit(float_of("-0.0")));
    for (const char* word : {".5", "1.", "1.e5", "1e", "01.5", "1.5.2", "+1.", "-1_0.5_0e1_0",
                             "+inf", "nan"}) {
        INFO(word);
        CHECK(toml_error(std::string("a = ") + word) ==
              "78: in:1:5: " + kNoValue + "'" + word + "'");
    }
    CHECK(toml_error("a = 1e999") == "78: in:1:5: the number 1e999 does not fit into 64 bits");
}

TEST_CASE("TOML: strings", "[toml]") {
    CHECK(text_of("\"\"").empty());
    CHECK(text_of("''").empty());
    CHECK(text_of("'a\\b\"'") == "a\\b\"");
    CHECK(text_of("\"\\b\\t\\n\\f\\r\\\"\\\\\\u00e9\\U0001F600\"") ==
          "\b\t\n\f\r\"\\\xc3\xa9\xf0\x9f\x98\x80");
    CHECK(text_of("\"a\tb\"") == "a\tb");
}

TEST_CASE("TOML: broken strings are refused at their place", "[toml]") {
    const std::string end = " at the end of the string, found ";
    CHECK(toml_error("a = \"b\nc\"") == "78: in:1:7: expected \"" + end + "the end of the line");
    CHECK(toml_error("a = 'b") == "78: in:1:7: expected '" + end + "the end");
    CHECK(toml_error("a = \"\x01\"") ==
          "78: in:1:6: expected \"" + end + "control character U+0001");
    CHECK(toml_error("a = \"\x7f\"") ==
          "78: in:1:6: expected \"" + end + "control character U+007f");
    CHECK(toml_error("a = 'b\rc'") == "78: in:1:7: expected '" + end + "control character U+000d");
    CHECK(toml_error("a = \"C:\\data\"") ==
          "78: in:1:9: expected one of \"\\bfnrtuU after a backslash, found 'data'");
    const std::string code_point = "78: in:1:6: expected the code point of a character, found ";
    CHECK(toml_error("a = \"\\ud800\"") == code_point + "U+d800");
    CHECK(toml_error("a = \"\\ud83d\\ude00\"") == code_point + "U+d83d");
    CHECK(toml_error("a = \"\\U00110000\"") == code_point + "U+00110000");
    CHECK(toml_error("a = \"\\u12\"") ==
          "78: in:1:8: expected 4 hexadecimal digits, found '12'");
    CHECK(toml_error("\na = \"\xc3\xa9\xff\"") == "78: in:2:7: expected UTF-8, found other bytes");
}

TEST_CASE("TOML: arrays", "[toml]") {
    CHECK(flat("a = []") == ".a=[];");
    CHECK(flat("a = [ # c\n 1,\r\n\t2 , # c\n]") == ".a=[1, 2];");
    CHECK(flat("a = [1, 'x', true]") == ".a=[1, \"x\", true];");
    CHECK(toml_error("a = [1 2]") == "78: in:1:8: expected ',' or ']', found '2'");
    CHECK(toml_error("a = [,]") == "78: in:1:6: " + kNoValue + "','");
    CHECK(toml_error("a = [1,,2]") == "78: in:1:8: " + kNoValue + "','");
    CHECK(toml_error("a = [1\n") == "78: in:2:1: expected ',' or ']', found the end");
    CHECK(toml_error("a = [1,") == "78: in:1:8: " + kNoValue + "the end");
}

TEST_CASE("what is not TOML is refused at its place", "[toml]") {
    CHECK(toml_error("a") == "78: in:1:2: expected '=' after the key a, found the end");
    CHECK(toml_error("a = ") == "78: in:1:5: " + kNoValue + "the end");
    CHECK(toml_error("a = # c") == "78: in:1:5: " + kNoValue + "'#'");
    CHECK(toml_error("a = 1 b = 2") == "78: in:1:7: expected the end of the line, found 'b'");
    CHECK(toml_error("= 1") == "78: in:1:1: expected a key, found '='");
    CHECK(toml_error("a = hello") == "78: in:1:5: " + kNoValue + "'hello'");
    CHECK(toml_error("a = True") == "78: in:1:5: " + kNoValue + "'True'");
    CHECK(toml_error("[a") == "78: in:1:3: expected ']', found the end");
    CHECK(toml_error("[]") == "78: in:1:2: expected a section's name, found ']'");
    CHECK(toml_error("[a] b = 1") == "78: in:1:5: expected the end of the line, found 'b'");
    CHECK(toml_error("a = 1\r") ==
          "78: in:1:6: expected the end of the line, found control character U+000d");
    CHECK(toml_error("# \x01").find("78: in:1:3: ") == 0);
    CHECK(toml_error("\xc3\xa9 = 1") == "78: in:1:1: expected a key, found '\xc3\xa9'");
}

TEST_CASE("TOML: what occurs twice is refused", "[toml]") {
    CHECK(toml_error("a = 1\na = 2") == "78: in:2:1: a occurs twice, first in line 1");
    CHECK(toml_error("[s]\na = 1\n a = 2") == "78: in:3:2: s.a occurs twice, first in line 2");
    CHECK(toml_error("[s]\n[t]\n[s]") == "78: in:3:1: s occurs twice, first in line 1");
    CHECK(toml_error("s = 1\n[s]") == "78: in:2:1: s occurs twice, first in line 1");
    CHECK(toml_error("a = 1\n[s]\na = 1\n[t]\na = 1").empty());
    CHECK(toml_error("[s]\nt = 1\n[t]").empty());
}

TEST_CASE("TOML outside the subset is refused by name", "[toml]") {
    const std::pair<const char*, const char*> features[] = {
        {"[[a]]", "1:1: arrays of tables ([[name]])"},
        {"[a.b]", "1:3: sections within sections ([a.b])"},
        {"a . b = 1", "1:3: dotted keys (write them under a [section])"},
        {"\"a\" = 1", "1:1: keys in quotes (write them without)"},
        {"['a']", "1:2: keys in quotes (write them without)"},
        {"a = {b = 1}", "1:5: inline tables ({...})"},
        {"a = [[1], [2]]", "1:6: arrays within arrays"},
        {"a = \"\"\"b\nc\"\"\"", "1:5: multi-line strings"},
        {"a = '''b'''", "1:5: multi-line strings"},
        {"a = [1,\n\"\"\"\"\"\"]", "2:1: multi-line strings"}};
    for (const auto& [text, place_and_feature] : features) {
        const std::string expected(place_and_feature);
        CHECK(toml_error(text) == "78: in:" + expected.substr(0, 5) +
                                    "this program's TOML has no " + expected.substr(5));
    }
    CHECK(toml_error("a = 1979-05-27") == "78: in:1:5: " + kNoValue + "'1979-05-27'");
    CHECK(toml_error("a = 1979-05-27T07:32:00Z") == "78: in:1:5: " + kNoValue + "'1979-05-27T07'");
    CHECK(toml_error("a = [07:32:00]") == "78: in:1:6: " + kNoValue + "'07'");
}

TEST_CASE("TOML: a value alone is read as in a file", "[toml]") {
    CHECK(to_toml(value_of(" [1, 'a'] ")) == "[1, \"a\"]");
    CHECK(error_of([] { value_of(""); }) == "78: in: " + kNoValue + "the end");
    CHECK(error_of([] { value_of("1 2"); }) ==
          "78: in: expected the end after the value, found '2'");
    CHECK(error_of([] { value_of("lstm"); }) == "78: in: " + kNoValue + "'lstm'");
}

TEST_CASE("TOML: floats stay floats, to the same bits", "[toml]") {
    CHECK(to_toml({1.0}) == "1.0");
    CHECK(to_toml({-0.0}) == "-0.0");
    CHECK(to_toml({0.001}) == "0.001");
    CHECK(to_toml({1e300}) == "1e+300");
    CHECK(to_toml({100000.0}) == "1e+05");
    CHECK(to_toml({std::int64_t{100000}}) == "100000");
    Random random(3, Stream::kGradcheck);
    for (int i = 0; i < 10000; ++i) {
        std::uint64_t bits = random.bits();
        double value;
        std::memcpy(&value, &bits, sizeof value);
        if (i % 2 == 0) value = std::floor(random.uniform(-1e6, 1e6)); // whole ones, too
        if (!std::isfinite(value)) continue;
        const double back = float_of(to_toml({value})); // throws if it became an integer
        REQUIRE(std::memcmp(&back, &value, sizeof value) == 0);
    }
}

TEST_CASE("TOML: strings come back as they were", "[toml]") {
    std::string all;
    for (char c = 0; c < 127; ++c) all += c;
    all += "\x7f\xc3\xa9\xf0\x9f\x98\x80";
    CHECK(text_of(to_toml({all})) == all);
    CHECK(to_toml({std::string("a\"\n\x01")}) == "\"a\\\"\\n\\u0001\"");
}

TEST_CASE("mutated TOML is read or refused with one line", "[toml]") {
    const std::string sample = "\xef\xbb\xbf# c\na = 10\r\n[s]\nb = [\"x\\u00e9\", 'y', # c\n "
                               "17,]\nc = \"\\\\\"\nd = -1.5e-3\n[t]\nb = true\n";
    constexpr char kBytes[] = "\"\"''\\[]{}=,.#_-+01ex: \n\r\t\0\x7f\x80\xc3\xed\xff";
    Random random(5, Stream::kGradcheck);
    std::size_t read = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text = sample;
        for (std::uint64_t n = 1 + random.below(4); n > 0 && !text.empty(); --n) {
            const std::size_t at = random.below(text.size());
            const char byte = kBytes[random.below(sizeof kBytes - 1)];
            const std::uint64_t kind = random.below(4);
            if (kind == 0) text[at] = byte;
            else if (kind == 1) text.insert(at, 1, byte);
            else if (kind == 2) text.erase(at, 1 + random.below(5));
            else text.insert(at, text.substr(random.below(text.size()), random.below(12)));
        }
        INFO(text);
        try {
            const auto entries = parse_toml(text, "in");
            REQUIRE(flat(written(entries)) == flat(entries));
            ++read;
        } catch (const Error& error) {
            const std::string message = error.what();
            REQUIRE(error.code() == ExitCode::kBadConfig);
            REQUIRE(message.find("in:") == 0);
            REQUIRE(message.find('\n') == std::string::npos);
            REQUIRE(find_invalid_utf8(message) == std::string::npos);
        }
    }
    CHECK(read > 500);
    CHECK(read < 15000);
}
