// Tokenizers: from a text to the words (or characters) that the model sees.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// Words, numbers and punctuation marks apart, contractions split as in the Penn Treebank (don't:
// do n't). Text that is tokenized that way already comes out unchanged, except that hyphenated
// words are split.
std::vector<std::string> tokenize_words(std::string_view valid_utf8, bool lowercase);

struct TokenizerEntry {
    const char* name; // "words", "whitespace", "characters"
    std::vector<std::string> (*tokenize)(std::string_view valid_utf8, bool lowercase);
};

std::span<const TokenizerEntry> tokenizers(); // the table: a new tokenizer is one row here

} // namespace textrnn
