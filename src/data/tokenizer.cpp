// The table of tokenizers, and "whitespace" and "characters". "words" is in tokenize_words.cpp.
#include "data/tokenizer.h"

#include "data/unicode.h"
#include "io/utf8.h"

namespace textrnn {

namespace {

// Views of the runs of characters that are no white space.
void split_at_spaces(std::string_view text, std::vector<std::string_view>& words) {
    words.clear();
    std::size_t begin = 0; // of the current token
    for (std::size_t offset = 0; offset < text.size();) {
        const auto byte = static_cast<unsigned char>(text[offset]);
        if (byte > ' ' && byte < 0x80) { // fast path: no white space
            ++offset;
            continue;
        }
        const std::size_t end = offset;
        if (!is_white_space(next_code_point(text, offset))) continue;
        if (end > begin) words.push_back(text.substr(begin, end - begin));
        begin = offset;
    }
    if (begin < text.size()) words.push_back(text.substr(begin));
}

// For texts that another program has tokenized: splits at white space.
void tokenize_whitespace(std::string_view text, bool lowercase, Tokens& tokens) {
    tokens.buffer.clear();
    for (std::size_t offset = 0; offset < text.size();) {
        offset += append_ascii(tokens.buffer, text.substr(offset), lowercase, '\0');
        if (offset == text.size()) break;
        const char32_t c = next_code_point(text, offset);
        append_code_point(tokens.buffer, lowercase ? lower_case(c) : c);
    }
    split_at_spaces(tokens.buffer, tokens.words);
}

// Each code point is a token. A run of white space becomes one " "; the ends have none.
void tokenize_characters(std::string_view text, bool lowercase, Tokens& tokens) {
    tokenize_whitespace(text, lowercase, tokens);
    std::string spaced;
    for (const std::string_view word : tokens.words)
        (spaced += spaced.empty() ? "" : " ") += word;
    tokens.buffer = std::move(spaced);
    tokens.words.clear();
    const std::string_view all = tokens.buffer;
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
        next_code_point(all, end);
        tokens.words.push_back(all.substr(begin, end - begin));
    }
}

constexpr TokenizerEntry kTokenizers[] = {
    {"words", tokenize_words},
    {"whitespace", tokenize_whitespace},
    {"characters", tokenize_characters},
};

} // namespace

std::span<const TokenizerEntry> tokenizers() { return kTokenizers; }

} // namespace textrnn
