// The words of a shard before the input layer sees them: some dropped, and each numbered once, as
// what follows from a word alone need not be computed for every token.
#pragma once

#include "nn/forward_context.h"

#include <span>

namespace textrnn {

struct UniqueTokens { // U different words in N tokens; all in the tape's arena
    std::span<const TokenId> tokens; // [N]
    std::span<const TokenId> ids;    // [U] in order of their first tokens
    std::span<const Index> first;    // [U] the first token that is this word
    std::span<const Index> rows;     // [N] which of the U words a token is
};
UniqueTokens unique_tokens(Arena&, std::span<const TokenId> tokens);

// Replaces each id by `unknown` with probability p: the model learns to do without any one word,
// and what an unknown word looks like.
std::span<const TokenId> drop_words(const ForwardContext&, std::span<const TokenId> ids,
                                    TokenId unknown, double p);

} // namespace textrnn
