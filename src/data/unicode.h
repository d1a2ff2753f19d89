// The parts of Unicode that tokenizers need. They do not use the C library's locales, which differ
// between machines.
#pragma once

#include <string_view>

namespace textrnn {

// kSpace: white space, control characters and invisible format characters (but not the Arabic
// letter mark, a kSymbol). kSymbol: punctuation, currency signs, emoji and ideographs (Chinese has
// no spaces between words). A symbol is a token of its own, except in runs ("!!!"), emoticons,
// numbers ("3.5") and words ("o'clock"). kWord: all other characters, including the joiners U+200C
// and U+200D, which occur inside words.
enum class CharacterClass : unsigned char { kSpace, kWord, kSymbol };
CharacterClass character_class(char32_t code_point);

// Soft hyphen, word joiner, byte order mark, Arabic letter mark (these occur within words), and
// variation selectors U+FE00 to U+FE0F.
bool is_invisible(char32_t code_point);

bool is_white_space(char32_t code_point); // Unicode's White_Space property
// Removes kSpace at both ends, except ASCII control characters that are not white space.
std::string_view trimmed(std::string_view valid_utf8);

// Simple case folding of Latin, Greek, Cyrillic and Armenian: one code point becomes one.
char32_t lower_case(char32_t code_point);

} // namespace textrnn
