// Tokenizers: from a text to the words (or characters) that the model sees.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// The tokens of one text. They are views into one buffer, which the next text reuses: millions of
// words then cost no memory of their own.
struct Tokens {
    Tokens() = default;
    Tokens(const Tokens&) = delete; // a copy's words would point into the original
    Tokens& operator=(const Tokens&) = delete;

    std::string buffer;
    std::vector<std::string_view> words;
};

// Words, numbers and punctuation marks apart, contractions split as in the Penn Treebank (don't:
// do n't). Text that is tokenized that way already comes out unchanged, except that hyphenated
// words are split.
void tokenize_words(std::string_view valid_utf8, bool lowercase, Tokens& tokens);

struct TokenizerEntry {
    const char* name; // "words", "whitespace", "characters"
    void (*tokenize)(std::string_view valid_utf8, bool lowercase, Tokens& tokens);
};

std::span<const TokenizerEntry> tokenizers(); // the table: a new tokenizer is one row here

} // namespace textrnn
