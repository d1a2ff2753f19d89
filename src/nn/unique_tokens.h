// UniqueTokens: the distinct token ids of a shard, so that work per id (embedding, input
// projection) runs once per distinct id. drop_words (word dropout) runs before unique_tokens.
#pragma once

#include "nn/forward_context.h"

#include <span>

namespace textrnn {

// U distinct ids of N tokens, as torch.unique with return_inverse. The arena owns ids, first and
// inverse; tokens is the caller's span.
struct UniqueTokens {
    std::span<const TokenId> tokens; // [N] the input
    std::span<const TokenId> ids;    // [U] distinct ids in order of first occurrence
    std::span<const Index> first;    // [U] index in tokens of each id's first occurrence
    std::span<const Index> inverse;  // [N] tokens[n] == ids[inverse[n]]
};
UniqueTokens unique_tokens(Arena&, std::span<const TokenId> tokens);

// Replaces each id by `unknown` with probability p while training. So the model learns a vector
// for unknown words and depends less on single words.
std::span<const TokenId> drop_words(const ForwardContext&, std::span<const TokenId> ids,
                                    TokenId unknown, double p);

} // namespace textrnn
