// Dataset: examples as token ids and label numbers; and the text pipeline that makes them:
// tokenize, cut to a length, look up ids.
#pragma once

#include "core/tensor.h"
#include "core/token.h"
#include "data/reader.h"
#include "data/tokenizer.h"
#include "data/vocabulary.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

struct TextOptions {
    std::string tokenizer = "words"; // a name of tokenizers()
    bool lowercase = true;
    std::size_t max_length = 0; // tokens kept of a text; 0: all
    std::string keep = "head";  // which tokens: "head", "tail", or "both" (half from each end)
};

// Tokenizes the text and cuts the tokens to max_length. A text without tokens becomes one <unk>.
void tokenize(std::string_view text, const TextOptions& options, Tokens& tokens);

struct Dataset {
    std::vector<TokenId> ids;     // of all examples, concatenated
    std::vector<Index> begins{0}; // [examples + 1]: example i has ids [begins[i], begins[i + 1])
    std::vector<Index> labels;    // [examples]; empty if unlabelled

    Index size() const { return begins.size() - 1; } // number of examples
    Index length(Index example) const { return begins[example + 1] - begins[example]; }
    std::span<const TokenId> tokens(Index example) const {
        return {ids.data() + begins[example], length(example)};
    }
    // Appends an example without a label.
    void add(const std::vector<std::string_view>& words, const Vocabulary& vocabulary);
};

// The distinct labels in byte order. Throws Error(kBadData) naming `file` if there are fewer than
// two.
std::vector<std::string> collect_labels(const std::vector<Example>& examples,
                                        const std::string& file);

// Tokenizes the examples and looks up their ids and label numbers. Throws Error(kBadData)
// "file:line: ..." for a label that is not in `labels`; the message lists the known labels.
Dataset encode(const std::vector<Example>& examples, const std::string& file,
               const TextOptions& options, const Vocabulary& vocabulary,
               const std::vector<std::string>& labels);

} // namespace textrnn
