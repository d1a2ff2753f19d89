// The functions of the gates, written without branches so that loops over them vectorise (libm's
// tanh costs more than the matrix product of an LSTM step), and of basic operations only, so that
// no library's version shows in the bits. In the double build, which only checks gradients, they
// are the standard library's.
#pragma once

#include "core/tensor.h"

#include <cmath>

namespace textrnn {

// The width of a vector register, for which the few hand-blocked loops are cut.
#if defined(__AVX512F__)
inline constexpr Index kVectorBytes = 64;
#elif defined(__AVX__)
inline constexpr Index kVectorBytes = 32;
#else
inline constexpr Index kVectorBytes = 16;
#endif

// a * b + c rounded once where the machine has such an instruction. The one way in which products
// are accumulated anywhere, so that a fast kernel and its plain twin give the same bits.
template <class Number> // or a Vector of them
Number multiply_add(const Number& a, const Number& b, const Number& c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(TEXTRNN_DOUBLE)
    using std::fma; // a Vector's is found where the Vector is
    return fma(a, b, c);
#else
    return a * b + c;
#endif
}

// tanh x = x P(x^2) / Q(x^2), a minimax fit on |x| <= 7.9. The quotient never rounds to more than 1
// up to 8.07, where it is 1, fused or not, and x is clamped: a saturated gate has no slope left.
// Absolute and relative error below 4e-7.
inline float fast_tanh(float x) {
    constexpr float kSaturated = 8.07098579f;
    x = std::abs(x) > kSaturated ? std::copysign(kSaturated, x) : x; // a NaN stays
    const float z = x * x;
    float p = 1.54279527e-8f;
    p = multiply_add(p, z, 2.20232312e-5f);
    p = multiply_add(p, z, 3.57899121e-3f);
    p = multiply_add(p, z, 0.134506199f);
    p = multiply_add(p, z, 0.999999994f);
    float q = 8.59877209e-7f;
    q = multiply_add(q, z, 3.42364920e-4f);
    q = multiply_add(q, z, 2.61922349e-2f);
    q = multiply_add(q, z, 0.467839479f);
    q = multiply_add(q, z, 1.0f);
    return x * p / q;
}

// 1 / (1 + e^-x) = 1/2 + tanh(x/2) / 2. Absolute error below 3e-7.
inline float fast_sigmoid(float x) { return multiply_add(0.5f, fast_tanh(0.5f * x), 0.5f); }

inline double fast_sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
inline double fast_tanh(double x) { return std::tanh(x); }

} // namespace textrnn
