// Vector: a SIMD register of Reals (std::experimental::simd of the Parallelism TS 2), for loops
// that the compiler does not vectorise well.
#pragma once

#include "core/tensor.h"

#include <version>
#if !defined(__GLIBCXX__)
#error "textrnn needs libstdc++, which has std::experimental::simd: compile without -stdlib=libc++"
#else
#include <experimental/simd>
#endif

namespace textrnn {

using Vector = std::experimental::native_simd<Real>;

static inline Vector load(const Real* from) {
    return Vector(from, std::experimental::element_aligned);
}
static inline void store(const Vector& x, Real* to) {
    x.copy_to(to, std::experimental::element_aligned);
}

} // namespace textrnn
