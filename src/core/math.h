// tanh and sigmoid for gates, without branches so that loops vectorise: with libm's tanh, gates
// take more time than the matrix products of an LSTM. The bits do not depend on the C library. The
// double build, for gradient checks, uses the standard functions.
#pragma once

#include "core/level.h"
#include "core/tensor.h"

#include <cmath>

namespace textrnn {

// a * b + c, rounded once (fused) in the double build or if the target has such an instruction. The
// gemm kernel and the simple loops of its test add products by it, so they give the same bits.
template <class Number> // Real or Vector
static Number multiply_add(const Number& a, const Number& b, const Number& c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(TEXTRNN_DOUBLE)
    using std::fma; // for Vector, argument-dependent lookup finds its own
    return fma(a, b, c);
#else
    return a * b + c;
#endif
}

// tanh x = x P(x^2) / Q(x^2), a minimax fit on |x| <= 7.9, with absolute and relative error below
// 4e-7. |x| is clamped at 8.07, where |result| is exactly 1, with or without fused instructions;
// |result| is never above 1. So a saturated gate has derivative 1 - tanh^2 = 0.
static inline float fast_tanh(float x) {
    constexpr float kSaturated = 8.07098579f;
    x = std::abs(x) > kSaturated ? std::copysign(kSaturated, x) : x; // NaN stays NaN
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
static inline float fast_sigmoid(float x) { return multiply_add(0.5f, fast_tanh(0.5f * x), 0.5f); }

static inline double fast_sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
static inline double fast_tanh(double x) { return std::tanh(x); }

} // namespace textrnn
