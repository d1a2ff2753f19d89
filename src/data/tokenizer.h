// Tokenizers: split a text into the words (or characters) that the model reads.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// The tokens of one text: views of `buffer` or of literals. The next text reuses the memory.
struct Tokens {
    Tokens& operator=(Tokens&&) = delete; // no copies: their words would point into this buffer

    std::string unescaped; // the text after unescape(), if text.unescape is set
    std::string buffer;
    std::vector<std::string_view> words;
};

// Version 2: is_invisible() characters vanish, and an emoji sequence is one token of "words" and
// "characters". Version 1: "words" splits at these characters, and the sequence is several tokens.
inline constexpr std::size_t kTokenizerVersion = 2;

struct TextOptions {
    std::string tokenizer = "words"; // a name of tokenizers()
    bool lowercase = true;
    std::size_t max_length = 0; // tokens kept of a text; 0: all
    std::string keep = "head";  // which tokens: "head", "tail", or "both" (half from each end)
    bool unescape = false;      // decode escapes and entities first: unescape()
    std::size_t version = kTokenizerVersion;
};

struct TokenizerEntry {
    // "whitespace" splits at white space only. "characters": a token per code point or emoji, one
    // " " per run of white space between words. "words" splits punctuation from words and numbers,
    // and splits contractions as the Penn Treebank does ("don't": "do", "n't"). Unlike it, "words"
    // unifies spellings (e.g. curly quotes, <br />, "!!!!!!"), and splits some Treebank tokens:
    // "Mr.", "US$", "'em", and some with - / & : or . inside.
    const char* name;
    // Sets tokens.buffer and tokens.words. tokenize() in corpus.h also unescapes, cuts, adds <unk>.
    void (*tokenize)(std::string_view valid_utf8, const TextOptions& options, Tokens& tokens);
};

std::span<const TokenizerEntry> tokenizers(); // the table: a new tokenizer is one row

} // namespace textrnn
