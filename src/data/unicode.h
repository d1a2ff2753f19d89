// The little of Unicode that tokenizing needs, without the C library's locales (whose answers
// differ from machine to machine).
#pragma once

namespace textrnn {

// kWord: letters, digits, and whatever is not known to be something else. kSymbol is a token by
// itself: punctuation, currency, emoji, and ideographs (Chinese puts no spaces between words).
enum class CharacterClass : unsigned char { kSpace, kWord, kSymbol };

// Controls and invisible format characters are kSpace here; the joiners U+200C and U+200D, which
// stand inside words, are kWord.
CharacterClass character_class(char32_t code_point);

bool is_white_space(char32_t code_point); // Unicode's White_Space property

// Simple case folding of Latin, Greek, Cyrillic and Armenian; one code point gives one.
char32_t lower_case(char32_t code_point);

} // namespace textrnn
