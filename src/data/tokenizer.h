// Tokenizers: from a text to the words (or characters) that the model sees.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

using TokenizeFunction = std::vector<std::string> (*)(std::string_view valid_utf8, bool lowercase);

struct TokenizerEntry {
    const char* name; // "words", "whitespace", "characters"
    TokenizeFunction tokenize;
};

std::span<const TokenizerEntry> tokenizers(); // the table: a new tokenizer is one row here
TokenizeFunction find_tokenizer(std::string_view name); // nullptr when there is none

} // namespace textrnn
