// The table of tokenizers, and the two simple ones; tokenize_words.cpp has the third.
#include "data/tokenizer.h"

#include "data/unicode.h"
#include "io/utf8.h"

namespace textrnn {

namespace {

// Each run of what is no white space, as a view into the text.
void split_at_spaces(std::string_view text, std::vector<std::string_view>& words) {
    words.clear();
    std::size_t begin = 0; // of the token under way
    for (std::size_t offset = 0; offset < text.size();) {
        const auto byte = static_cast<unsigned char>(text[offset]);
        if (byte > ' ' && byte < 0x80) { // the other ASCII characters are no white space
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

// For texts that another program has tokenized: a token is whatever stands between spaces.
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

// A run of white space is one " ", so that words stay apart; none stands at the ends.
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
