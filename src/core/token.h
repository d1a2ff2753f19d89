// Token ids: numbers of vocabulary entries, rows of an embedding table.
#pragma once

#include <cstdint>

namespace textrnn {

using TokenId = std::uint32_t;

inline constexpr TokenId kPadId = 0;     // <pad>; no text contains it
inline constexpr TokenId kUnkId = 1;     // <unk>: any word outside the vocabulary
inline constexpr TokenId kFirstWordId = 2;

} // namespace textrnn
