// Vector: one register of numbers (std::experimental::simd, the parallelism TS), for the few loops
// that a compiler does not turn into good vector code by itself.
#pragma once

#include "core/math.h"

#include <experimental/simd>

namespace textrnn {

using Vector = std::experimental::native_simd<Real>;

inline Vector load(const Real* from) {
    return Vector(from, std::experimental::element_aligned);
}
inline void store(const Vector& x, Real* to) { x.copy_to(to, std::experimental::element_aligned); }

// As multiply_add for numbers, and the same to the last bit.
inline Vector multiply_add(const Vector& a, const Vector& b, const Vector& c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(TEXTRNN_DOUBLE)
    return std::experimental::fma(a, b, c);
#else
    return a * b + c;
#endif
}

} // namespace textrnn
