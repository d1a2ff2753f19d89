// UTF-8: every boundary of the table of well-formed sequences, and a reference decoder.
#include "io/utf8.h"

#include "core/random.h"

#include "catch.h"

#include <string>
#include <vector>

using namespace textrnn;

namespace {

std::string encoded(char32_t code_point) {
    std::string text;
    append_code_point(text, code_point);
    return text;
}

// The reference decoder, by the definition in RFC 3629: decodes the number, then excludes overlong
// forms and numbers out of range.
bool is_valid_plainly(const std::string& text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) {
            return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
        };
        const unsigned first = byte(i);
        const std::size_t length = first < 0x80             ? 1
                                   : (first & 0xE0) == 0xC0 ? 2
                                   : (first & 0xF0) == 0xE0 ? 3
                                   : (first & 0xF8) == 0xF0 ? 4
                                                            : 0;
        if (length == 0) return false;
        unsigned value = length == 1 ? first : first & (0x7Fu >> length);
        for (std::size_t k = 1; k < length; ++k) {
            if ((byte(i + k) & 0xC0) != 0x80) return false;
            value = value << 6 | (byte(i + k) & 0x3F);
        }
        const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        if (value < smallest[length] || value > 0x10FFFF) return false;
        if (value >= 0xD800 && value <= 0xDFFF) return false;
        i += length;
    }
    return true;
}

} // namespace

TEST_CASE("every code point survives encoding and decoding", "[utf8]") {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        const std::string text = encoded(c);
        std::size_t offset = 0;
        if (next_code_point(text, offset) != c || offset != text.size() ||
            find_invalid_utf8(text) != std::string::npos) {
            FAIL("code point " << static_cast<unsigned>(c));
        }
    }
}

TEST_CASE("lengths change where they should", "[utf8]") {
    CHECK(encoded(0x7F).size() == 1);
    CHECK(encoded(0x80) == "\xC2\x80");
    CHECK(encoded(0x7FF) == "\xDF\xBF");
    CHECK(encoded(0x800) == "\xE0\xA0\x80");
    CHECK(encoded(0xFFFF) == "\xEF\xBF\xBF");
    CHECK(encoded(0x10000) == "\xF0\x90\x80\x80");
    CHECK(encoded(0x10FFFF) == "\xF4\x8F\xBF\xBF");
}

TEST_CASE("malformed sequences are found where they begin", "[utf8]") {
    const std::vector<std::string> malformed = {
        "\x80", "\xBF",                         // continuation without a lead
        "\xC0\x80", "\xC1\xBF",                 // overlong, two bytes
        "\xE0\x80\x80", "\xE0\x9F\xBF",         // overlong, three bytes
        "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", // overlong, four bytes
        "\xED\xA0\x80", "\xED\xBF\xBF",         // surrogates
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", // beyond U+10FFFF
        "\xF8\x88\x80\x80\x80", "\xFE", "\xFF", // never in UTF-8
        "\xC2", "\xE2\x82", "\xF0\x9F\x98",     // truncated
        "\xC2\x41", "\xE2\x82\x41", "\xF0\x9F\x98\x41",
        "\xC2\xC2\x80", "\xE2\x41\x80",
    };
    for (const std::string& bytes : malformed) {
        CAPTURE(bytes);
        CHECK(find_invalid_utf8(bytes) == 0);
        CHECK(find_invalid_utf8("12345678\xC3\xA9" + bytes + "abc") == 10);
        CHECK(find_invalid_utf8(replace_invalid_utf8(bytes + "x" + bytes)) == std::string::npos);
    }
    CHECK(find_invalid_utf8("") == std::string::npos);
    CHECK(find_invalid_utf8(std::string("\0", 1)) == std::string::npos);
}

TEST_CASE("each maximal malformed part becomes one replacement", "[utf8]") {
    const std::string r = "\xEF\xBF\xBD";
    // The Unicode standard's own example, section 3.9, tables 3-8 to 3-11.
    CHECK(replace_invalid_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") ==
          r + r + r + r + r + r + r + r + "A");
    CHECK(replace_invalid_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") ==
          r + r + r + r + r + r + r + r + "A");
    CHECK(replace_invalid_utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") ==
          r + r + r + r + r + "A" + r + r + "B");
    CHECK(replace_invalid_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") ==
          r + r + r + r + "A");
    CHECK(replace_invalid_utf8("caf\xE9 \xC3\xA9") == "caf" + r + " \xC3\xA9");
    CHECK(replace_invalid_utf8("\xE2\x82") == r);
}

TEST_CASE("random bytes are judged as by a plain decoder", "[utf8]") {
    Random random(1, Stream::kGradcheck);
    const unsigned char bytes[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                   0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
                                   0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF};
    std::size_t valid = 0;
    for (int round = 0; round < 200000; ++round) {
        std::string text;
        for (std::uint64_t n = 1 + random.below(5); n > 0; --n) {
            text.push_back(static_cast<char>(bytes[random.below(sizeof bytes)]));
        }
        const std::size_t offset = find_invalid_utf8(text);
        const bool is_valid = is_valid_plainly(text);
        valid += is_valid;
        if ((offset == std::string::npos) != is_valid) FAIL("round " << round);
        if (!is_valid && !is_valid_plainly(text.substr(0, offset))) FAIL("round " << round);
        if (!is_valid_plainly(replace_invalid_utf8(text))) FAIL("round " << round);
    }
    CHECK(valid > 5000);
}
