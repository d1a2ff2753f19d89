// Dataset: examples as the model reads them, ids in one flat array; and the text pipeline that
// makes them: tokenize, cut to length, look up ids.
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
    std::string keep = "head";  // which end stays: "head", "tail", or "both" (half from each)
};

// Tokenizes and cuts to max_length. A text without any token becomes one <unk>, so that every text
// has an answer.
void tokenize(std::string_view text, const TextOptions& options, Tokens& tokens);

struct Dataset {
    std::vector<TokenId> ids;        // of all examples, one after the other
    std::vector<Index> begins{0};    // [examples + 1] into ids
    std::vector<Index> labels;       // [examples]; empty when unlabelled

    Index size() const { return begins.size() - 1; }
    Index length(Index example) const { return begins[example + 1] - begins[example]; }
    std::span<const TokenId> tokens(Index example) const {
        return {ids.data() + begins[example], length(example)};
    }
    void add(const std::vector<std::string_view>& words, const Vocabulary& vocabulary);
};

// Distinct labels in order of bytes. Throws Error(kBadData) when there are fewer than two.
std::vector<std::string> collect_labels(const std::vector<Example>& examples,
                                        const std::string& file);

// Ids and label numbers of the examples. Throws Error(kBadData) "file:line: ..." for a label that
// is not in `labels`, with the known ones (a few, when they are many).
Dataset encode(const std::vector<Example>& examples, const std::string& file,
               const TextOptions& options, const Vocabulary& vocabulary,
               const std::vector<std::string>& labels);

} // namespace textrnn
