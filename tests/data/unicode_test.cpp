// Character classes and lower case: samples of each range, and properties of all code points.
#include "data/unicode.h"

#include "catch.h"

#include <string_view>


using namespace textrnn;

TEST_CASE("lower case of the alphabets", "[unicode]") {
    const char32_t pairs[][2] = {
        {U'A', U'a'}, {U'Z', U'z'}, {U'À', U'à'}, {U'Ö', U'ö'}, {U'Ø', U'ø'}, {U'Þ', U'þ'},
        {U'Ā', U'ā'}, {U'Į', U'į'}, {U'İ', U'i'}, {U'Ķ', U'ķ'}, {U'Ĺ', U'ĺ'}, {U'Ň', U'ň'},
        {U'Ŋ', U'ŋ'}, {U'Š', U'š'}, {U'Ŷ', U'ŷ'}, {U'Ÿ', U'ÿ'}, {U'Ź', U'ź'}, {U'Ž', U'ž'},
        {U'ſ', U's'}, {U'Ά', U'ά'}, {U'Έ', U'έ'}, {U'Ί', U'ί'}, {U'Ό', U'ό'}, {U'Ύ', U'ύ'},
        {U'Ώ', U'ώ'}, {U'Α', U'α'}, {U'Ρ', U'ρ'}, {U'Σ', U'σ'}, {U'Ϋ', U'ϋ'}, {U'ς', U'σ'},
        {U'Ѐ', U'ѐ'}, {U'Џ', U'џ'}, {U'А', U'а'}, {U'Я', U'я'}, {U'Ґ', U'ґ'}, {U'Ӏ', U'ӏ'},
        {U'Ӂ', U'ӂ'}, {U'Ԯ', U'ԯ'}, {U'Ա', U'ա'}, {U'Ֆ', U'ֆ'}, {U'Ḁ', U'ḁ'}, {U'ẞ', U'ß'},
        {U'Ạ', U'ạ'}, {U'Ỹ', U'ỹ'},
    };
    for (const auto& pair : pairs) {
        CAPTURE(static_cast<unsigned>(pair[0]));
        CHECK(lower_case(pair[0]) == pair[1]);
        CHECK(lower_case(pair[1]) == pair[1]);
    }
    for (const char32_t c : U"×÷ß@[`{0 ıĸŉ中") CHECK(lower_case(c) == c);
}

TEST_CASE("lower case is at rest after one step, and stays text", "[unicode]") {
    for (char32_t c = 0; c < 0x30000; ++c) {
        const char32_t small = lower_case(c);
        if (lower_case(small) != small) FAIL("code point " << static_cast<unsigned>(c));
        if (c != small && character_class(c) != character_class(small)) {
            FAIL("code point " << static_cast<unsigned>(c));
        }
    }
}

TEST_CASE("classes", "[unicode]") {
    for (const char32_t c : std::u32string_view(U"azAZ09éßºªµ½²Ωжאع한かカ\u200D\u0301")) {
        CAPTURE(static_cast<unsigned>(c));
        CHECK(character_class(c) == CharacterClass::kWord);
    }
    for (const char32_t c : std::u32string_view(U"!/:@[`{~¡©«¬®±´¶·»¿×÷‐…€™→☃❤、。「」中國！🎬😀�")) {
        CAPTURE(static_cast<unsigned>(c));
        const bool is_trademark = c == U'™'; // a letterlike symbol, no punctuation
        CHECK((character_class(c) == CharacterClass::kSymbol) == !is_trademark);
    }
    for (const char32_t c : std::u32string_view(U"\t\n\r \u007F\u0085\u0096\u00A0\u00AD\u2003"
                                                U"\u200B\u2028\u202F\u3000\uFE0F\uFEFF")) {
        CAPTURE(static_cast<unsigned>(c));
        CHECK(character_class(c) == CharacterClass::kSpace);
    }
}

TEST_CASE("white space is a space", "[unicode]") {
    std::size_t count = 0;
    for (char32_t c = 0; c < 0x20000; ++c) {
        if (!is_white_space(c)) continue;
        ++count;
        CHECK(character_class(c) == CharacterClass::kSpace);
    }
    CHECK(count == 25); // as in Unicode's PropList.txt
}
