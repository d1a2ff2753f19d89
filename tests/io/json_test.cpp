// JSON: parsing, places of errors, and that written text parses to the same value.
#include "io/parse_json.h"

#include "core/random.h"
#include "data/sample_files.h"
#include "io/utf8.h"

#include "catch.h"

#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

using namespace textrnn;

namespace {

std::string json_error(std::string_view text) {
    return error_of([&] { parse_json(text, "in"); });
}

std::string again(std::string_view text) { return parse_json(text, "in").dump(); }

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

std::uint64_t bits_of(double value) {
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

} // namespace

TEST_CASE("JSON: values of every kind are read", "[json]") {
    CHECK(again(" { } ") == "{}");
    CHECK(again("[ ]\r\n") == "[]");
    CHECK(again("[1,-2 , 0.5,true,false,null,\"a\"]") == "[1, -2, 0.5, true, false, null, \"a\"]");
    CHECK(again("{\"b\":{\"c\":[{}]},\"a\":\"\"}") == "{\"b\": {\"c\": [{}]}, \"a\": \"\"}");
    const Json json = parse_json("{\"a\": 1, \"b\": 2.5}", "in");
    REQUIRE(json.find("b") != nullptr);
    CHECK(json.find("b")->number() == 2.5);
    CHECK(json.find("a")->number() == 1);
    CHECK(json.find("c") == nullptr);
    CHECK(json.find("a")->find("a") == nullptr);
    CHECK(std::isnan(json.number()));
}

TEST_CASE("JSON: messages show a value or name its type", "[json]") {
    const std::pair<const char*, const char*> cases[] = {
        {"null", "null"}, {"true", "true"},       {"1", "1"},         {"1.5", "1.5"},
        {"\"1\"", "\"1\""}, {"[1]", "an array"}, {"{}", "an object"}};
    for (const auto& [text, brief] : cases) CHECK(parse_json(text, "in").brief() == brief);
}

TEST_CASE("JSON: numbers are integers where they can be", "[json]") {
    const auto is_integer = [](const char* text) {
        return parse_json(text, "in").as<std::int64_t>() != nullptr;
    };
    CHECK(is_integer("9223372036854775807"));
    CHECK(is_integer("-9223372036854775808"));
    CHECK(is_integer("0"));
    CHECK(!is_integer("9223372036854775808"));
    CHECK(!is_integer("-9223372036854775809"));
    CHECK(!is_integer("1.0"));
    CHECK(!is_integer("1e2"));
    CHECK(std::signbit(parse_json("-0", "in").number()));
    CHECK(parse_json("18446744073709551616", "in").number() == 18446744073709551616.0);
    CHECK(parse_json("1E+2", "in").number() == 100);
    CHECK(json_error("1e999") == "65: in:1:1: expected a number within a double's range");
    for (const char* text : {"+1", ".5", "-", "NaN", "Infinity", "-a", "tru"}) {
        INFO(text);
        CHECK(json_error(text).find("65: in:1:1: expected a value, found '") == 0);
    }
    for (const char* text : {"01", "1.", "1e", "0x10", "1.e5", "1e+", "truth", "1 2", "--1"})
        CHECK(json_error(text).find("65: in:") == 0);
}

TEST_CASE("JSON: doubles come back to the same bits", "[json]") {
    const std::pair<double, const char*> texts[] = {
        {0.1, "0.1"}, {1e300, "1e+300"}, {-0.0, "-0"}, {5e-324, "5e-324"},
        {1.0 / 3, "0.3333333333333333"}};
    for (const auto& [value, text] : texts) {
        CHECK(Json(value).dump() == text);
        CHECK(bits_of(parse_json(text, "in").number()) == bits_of(value));
    }
    Random random(3, Stream::kGradcheck);
    for (int i = 0; i < 5000; ++i) {
        const std::uint64_t bits = random.bits();
        double value;
        std::memcpy(&value, &bits, sizeof value);
        if (std::isfinite(value))
            REQUIRE(bits_of(parse_json(Json(value).dump(), "in").number()) == bits);
    }
    CHECK(Json(std::nan("")).dump() == "null");
    CHECK(Json(-std::numeric_limits<double>::infinity()).dump() == "null");
}

TEST_CASE("JSON: strings and their escapes", "[json]") {
    const auto text_of = [](std::string_view text) {
        return *parse_json(text, "in").as<std::string>();
    };
    CHECK(text_of("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"") == "\"\\/\b\f\n\r\t");
    CHECK(text_of("\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"") ==
          "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    CHECK(text_of("\"\\u0000\"") == std::string(1, '\0'));
    CHECK(text_of("\"\x7f\"") == "\x7f");

    std::string all;
    for (char c = 0; c < 127; ++c) all += c;
    all += "\x7f\xc3\xa9\xf0\x9f\x98\x80";
    CHECK(text_of(Json(all).dump()) == all);
    CHECK(Json(std::string("\0\x1f\n\"", 4)).dump() == "\"\\u0000\\u001f\\n\\\"\"");
    CHECK(Json("a\xff"
               "b").dump() == "\"a\xef\xbf\xbd"
                              "b\"");
}

TEST_CASE("JSON: broken strings are refused at their place", "[json]") {
    CHECK(json_error("\"ab") == "65: in:1:4: expected \" at the end of the string, found the end");
    CHECK(json_error("[\"a\tb\"]") ==
          "65: in:1:4: expected \" at the end of the string, found control character U+0009");
    CHECK(json_error("\"\\x\"") ==
          "65: in:1:3: expected one of \"\\bfnrt/u after a backslash, found 'x'");
    CHECK(json_error("\"\\u12g4\"") == "65: in:1:4: expected 4 hexadecimal digits, found '12g4'");
    CHECK(json_error("\"\\u-123\"").find("65: in:1:4: expected 4 hexadecimal digits") == 0);
    const std::string code_point = "65: in:1:2: expected the code point of a character, found ";
    CHECK(json_error("\"\\ud800\"") == code_point + "U+d800");
    CHECK(json_error("\"\\udc00\"") == code_point + "U+dc00");
    CHECK(json_error("\"\\ud800\\u0041\"") == code_point + "U+d800");
    CHECK(json_error("\"\xc3\xa9\xc3\"") == "65: in:1:3: expected UTF-8, found other bytes");
    CHECK(json_error("\"\xed\xa0\x80\"") == "65: in:1:2: expected UTF-8, found other bytes");
}

TEST_CASE("JSON: broken structure is refused at its place", "[json]") {
    CHECK(json_error("") == "65: in:1:1: expected a value, found the end");
    CHECK(json_error("{\"\xc3\xa9\": }") == "65: in:1:7: expected a value, found '}'");
    CHECK(json_error("[1,]") == "65: in:1:4: expected a value, found ']'");
    CHECK(json_error("[1 2]") == "65: in:1:4: expected ',' or ']', found '2'");
    CHECK(json_error("[1") == "65: in:1:3: expected ',' or ']', found the end");
    CHECK(json_error("{\"a\" 1}") == "65: in:1:6: expected ':', found '1'");
    CHECK(json_error("{\"a\": 1 \"b\"}") == "65: in:1:9: expected ',' or '}', found '\"'");
    CHECK(json_error("{a: 1}") ==
          "65: in:1:2: expected a member's name in double quotes, found 'a'");
    CHECK(json_error("{\"a\": 1,}").find("65: in:1:9: expected a member's name") == 0);
    CHECK(json_error("{} {}") == "65: in:1:4: expected the end after the value, found '{'");
    CHECK(json_error("{\n \"a\": 1,\n \"b\": x\n}") == "65: in:3:7: expected a value, found 'x'");
    CHECK(json_error("{\n \"a\": 1,\n \"a\": 2}") == "65: in:3:2: the member \"a\" occurs twice");
    CHECK(json_error("{\"a\": 1, \"\\u0061\": 2}") == "65: in:1:10: the member \"a\" occurs twice");
    CHECK(json_error("\xef\xbb\xbf{}").find("65: in:1:1: expected a value") == 0);
    CHECK(json_error(std::string("1\0", 2)) ==
          "65: in:1:2: expected the end after the value, found control character U+0000");
}

TEST_CASE("JSON: depth has a limit", "[json]") {
    CHECK(again(nested(100)) == nested(100));
    CHECK(json_error(nested(101)) == "65: in:1:101: nested deeper than 100 levels");
    CHECK(json_error(std::string(1000000, '[')) == "65: in:1:101: nested deeper than 100 levels");
    std::string wide = "[";
    for (int i = 0; i < 200; ++i) wide += "[], {}, ";
    CHECK(json_error(wide + "1]").empty()); // only open levels count
}

TEST_CASE("JSON: pretty text is indented and reads back the same", "[json]") {
    const std::string text = "{\"a\": [1, {\"b\": []}], \"c\": {}}";
    const std::string pretty = parse_json(text, "in").pretty();
    CHECK(pretty == "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}");
    CHECK(again(pretty) == text);
}

TEST_CASE("mutated JSON is read or refused with one line", "[json]") {
    const std::string sample = "{\"a\\n\\ud83d\\ude00\": [-12, 0.5e-3, null], \"\xc3\xa9\": "
                               "{\"t\": true, \"f\": false},\n \"x\": \"\\\\\"}";
    constexpr char kBytes[] = "\"\"\\\\{}[],:u0-1.eE+ \n\t\0\x7f\x80\xc3\xed\xff";
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
            const std::string written = parse_json(text, "in").dump();
            REQUIRE(again(written) == written);
            ++read;
        } catch (const Error& error) {
            const std::string message = error.what();
            REQUIRE(error.code() == ExitCode::kBadData);
            REQUIRE(message.find("in:") == 0);
            REQUIRE(message.find('\n') == std::string::npos);
            REQUIRE(find_invalid_utf8(message) == std::string::npos);
        }
    }
    CHECK(read > 500);
    CHECK(read < 15000);
}
