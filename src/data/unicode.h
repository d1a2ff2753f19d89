// The little of Unicode that tokenizing needs, without the C library's locales (whose answers
// differ from machine to machine).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

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

// Appends the ASCII characters that the text begins with, as far as the first `stop`, and returns
// how many they are: most texts are little else, and this way they take little time.
std::size_t append_ascii(std::string& result, std::string_view text, bool lowercase, char stop);

} // namespace textrnn
