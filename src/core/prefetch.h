// Prefetch: starts loading `count` elements into the cache before the code needs them.
#pragma once

#include "core/tensor.h"

namespace textrnn {

inline void prefetch([[maybe_unused]] const Real* values, [[maybe_unused]] Index count) {
#if defined(__GNUC__) // clang, too
    constexpr Index kLine = kAlignment / sizeof(Real);
    for (Index i = 0; i < count; i += kLine) __builtin_prefetch(values + i);
#endif
}

} // namespace textrnn
