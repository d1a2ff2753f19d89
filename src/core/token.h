// Token ids: indices of vocabulary entries, and rows of the embedding table.
#pragma once

#include <cstdint>

namespace textrnn {

using TokenId = std::uint32_t;

inline constexpr TokenId kPadId = 0; // <pad>; never used for padding, because sequences are packed
inline constexpr TokenId kUnkId = 1; // <unk>: words outside the vocabulary
inline constexpr TokenId kFirstWordId = 2; // the vocabulary's first word

} // namespace textrnn
