// The parts of Unicode that tokenizers need, and escapes in texts. The functions do not use the C
// library's locales, which differ between machines.
#pragma once

#include <string>
#include <string_view>

namespace textrnn {

// kSpace: white space, control characters and most invisible format characters (but U+061C is a
// kSymbol; some are kWord, such as the joiners U+200C and U+200D, which occur inside words).
// kSymbol: punctuation, currency signs, emoji and ideographs (Chinese has no spaces between words).
// A symbol is a token of its own, except e.g. in runs ("!!!"), emoticons, numbers ("3.5") and words
// ("o'clock"). kWord: all other characters.
enum class CharacterClass : unsigned char { kSpace, kWord, kSymbol };
CharacterClass character_class(char32_t code_point);

// Characters without a glyph that occur within words: soft hyphen, word joiner, byte order mark,
// Arabic letter mark, and variation selectors U+FE00 to U+FE0F.
bool is_invisible(char32_t code_point);

bool is_white_space(char32_t code_point); // Unicode's White_Space property
// Removes kSpace at both ends, except ASCII control characters that are not white space.
std::string_view trimmed(std::string_view valid_utf8);

// Case folding, one code point to one: ASCII, Latin-1, Latin Extended-A and Additional, monotonic
// Greek, Cyrillic, Armenian; not Latin Extended-B, U+00B5 and U+1E9B. U+0130 (I with dot): i.
char32_t lower_case(char32_t code_point);

// Decodes \n \t \r \" \\, short numeric HTML entities &#39; &#x27; (128 to 159: windows-1252),
// quot amp lt gt apos nbsp (a blank) and U+00C0 to U+00FF by name (&eacute;). Other \ and & remain.
std::string unescape(std::string_view valid_utf8);

} // namespace textrnn
