// The words of a shard before the input layer sees them: some dropped, and each numbered once, as
// what follows from a word alone need not be computed for every token.
#pragma once

#include "nn/pass.h"

#include <span>

namespace textrnn {

struct Words { // U different words in N tokens; all in the tape's arena
    std::span<const TokenId> tokens; // [N]
    std::span<const TokenId> ids;    // [U] in order of their first tokens
    std::span<const Index> first;    // [U] the first token that is this word
    std::span<const Index> rows;     // [N] which of the U words a token is
};
Words distinct_words(Arena&, std::span<const TokenId> tokens);

// Replaces each id by `unknown` with probability p: the model learns to do without any one word,
// and what an unknown word looks like.
std::span<const TokenId> drop_words(const Pass&, std::span<const TokenId> ids, TokenId unknown,
                                    double p);

} // namespace textrnn
