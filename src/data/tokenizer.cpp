// The table of tokenizers, and the two simple ones; tokenize_words.cpp has the third.
#include "data/tokenizer.h"

#include "core/utf8.h"
#include "data/unicode.h"

namespace textrnn {

namespace {

// For texts that another program has tokenized: a token is whatever stands between spaces.
std::vector<std::string> tokenize_whitespace(std::string_view text, bool lowercase) {
    std::vector<std::string> tokens;
    bool in_token = false;
    for (std::size_t offset = 0; offset < text.size();) {
        const char32_t c = next_code_point(text, offset);
        const bool starts = !in_token;
        in_token = !is_white_space(c);
        if (!in_token) continue;
        if (starts) tokens.emplace_back();
        append_code_point(tokens.back(), lowercase ? lower_case(c) : c);
    }
    return tokens;
}

// A run of white space is one " ", so that words stay apart; none stands at the ends.
std::vector<std::string> tokenize_characters(std::string_view text, bool lowercase) {
    std::vector<std::string> tokens;
    for (const std::string& word : tokenize_whitespace(text, lowercase)) {
        if (!tokens.empty()) tokens.emplace_back(" ");
        for (std::size_t begin = 0, end = 0; begin < word.size(); begin = end) {
            next_code_point(word, end);
            tokens.push_back(word.substr(begin, end - begin));
        }
    }
    return tokens;
}

constexpr TokenizerEntry kTokenizers[] = {
    {"words", tokenize_words},
    {"whitespace", tokenize_whitespace},
    {"characters", tokenize_characters},
};

} // namespace

std::span<const TokenizerEntry> tokenizers() { return kTokenizers; }

} // namespace textrnn
