// The table of tokenizers, and the two simple ones; tokenize_words.cpp has the third.
#include "data/tokenizer.h"

#include "data/tokenize_words.h"
#include "data/unicode.h"
#include "core/utf8.h"

namespace textrnn {
namespace {

// For texts that another program has tokenized: a token is whatever stands between spaces.
std::vector<std::string> tokenize_whitespace(std::string_view text, bool lowercase) {
    std::vector<std::string> tokens;
    std::string token;
    const auto end_token = [&] {
        if (!token.empty()) tokens.push_back(token);
        token.clear();
    };
    for (std::size_t offset = 0; offset < text.size();) {
        const char32_t c = next_code_point(text, offset);
        if (is_white_space(c)) {
            end_token();
        } else {
            append_code_point(token, lowercase ? lower_case(c) : c);
        }
    }
    end_token();
    return tokens;
}

// A run of white space is one " ", so that words stay apart; none stands at the ends.
std::vector<std::string> tokenize_characters(std::string_view text, bool lowercase) {
    std::vector<std::string> tokens;
    bool space_before = false;
    for (std::size_t offset = 0; offset < text.size();) {
        const char32_t c = next_code_point(text, offset);
        if (is_white_space(c)) {
            space_before = !tokens.empty();
            continue;
        }
        if (space_before) tokens.emplace_back(" ");
        space_before = false;
        append_code_point(tokens.emplace_back(), lowercase ? lower_case(c) : c);
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

TokenizeFunction find_tokenizer(std::string_view name) {
    for (const TokenizerEntry& entry : kTokenizers) {
        if (name == entry.name) return entry.tokenize;
    }
    return nullptr;
}

} // namespace textrnn
