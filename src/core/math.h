// The transcendental functions of the model, written without branches so that loops over them
// vectorise (libm's tanh costs more than the matrix product of an LSTM step), and the same on every
// machine. In the double build, which only checks gradients, they are the standard library's.
#pragma once

#include "core/tensor.h"

#include <bit>
#include <cmath>
#include <cstdint>

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
inline Real multiply_add(Real a, Real b, Real c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(TEXTRNN_DOUBLE)
    return std::fma(a, b, c);
#else
    return a * b + c;
#endif
}

// e^x = 2^n e^r with |r| <= ln 2 / 2. Relative error below 2e-7 for |x| <= 87, and clamped there.
inline float fast_exp(float x) {
    constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f; // Cody & Waite 1980
    constexpr float kRound = 12582912.0f; // 1.5 * 2^23: adding it rounds to an integer
    x = x < -87.0f ? -87.0f : x;
    x = x > 87.0f ? 87.0f : x;
    const float shifted = x * 1.44269504f + kRound;
    const float n = shifted - kRound;
    const float r = (x - n * kLn2High) - n * kLn2Low;
    // Taylor's series to r^7 / 7!; the first term left out is below 1e-8 of the result.
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r * r + r + 1.0f;
    // The low bits of `shifted` hold n; moved into the exponent field they make 2^n.
    const auto exponent = (std::bit_cast<std::uint32_t>(shifted) + 127u) << 23;
    return p * std::bit_cast<float>(exponent);
}

inline float fast_sigmoid(float x) { return 1.0f / (1.0f + fast_exp(-x)); }

// tanh x = sign(x) (1 - t) / (1 + t), t = e^(-2|x|); near 0, where that cancels, an odd series.
// Relative error below 5e-7.
inline float fast_tanh(float x) {
    const float a = std::fabs(x);
    const float t = fast_exp(-2.0f * a);
    const float far = std::copysign((1.0f - t) / (1.0f + t), x);
    const float z = x * x; // x - x^3/3 + 2x^5/15 - 17x^7/315 + 62x^9/2835
    const float near =
        x + x * z * (-1.0f / 3 + z * (2.0f / 15 + z * (-17.0f / 315 + z * (62.0f / 2835))));
    return a < 0.15f ? near : far;
}

inline double fast_exp(double x) { return std::exp(x); }
inline double fast_sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
inline double fast_tanh(double x) { return std::tanh(x); }

} // namespace textrnn
