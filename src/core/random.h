// Counter-based random numbers: a draw is a pure function of (seed, stream, counter), so nothing
// depends on the number of threads, and the "state" of a run is just how far it has come.
#pragma once

#include "core/tensor.h"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace textrnn {

// SplitMix64's output function (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number
// generators"): a bijection of 64 bits whose outputs for 0, 1, 2, ... pass BigCrush.
inline std::uint64_t mix_bits(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

// What a stream of random numbers is for; keeps e.g. shuffling and dropout independent.
enum class Stream : std::uint64_t { kInit, kShuffle, kDropout, kWordDropout, kGradcheck };

class Random {
public:
    Random(std::uint64_t seed, Stream stream, std::uint64_t substream = 0)
        : key_(mix_bits(mix_bits(mix_bits(seed) + static_cast<std::uint64_t>(stream)) +
                        substream)) {}

    std::uint64_t bits(std::uint64_t counter) const { return mix_bits(key_ + counter); }
    // A generator of its own for each `part`, e.g. one for each shard of a step.
    Random split(std::uint64_t part) const {
        Random child = *this;
        child.key_ = mix_bits(key_ ^ mix_bits(part + 1));
        child.next_ = 0;
        return child;
    }

    std::uint64_t bits() { return bits(next_++); }
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; } // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    // [0, n), without modulo bias worth speaking of (below 2^-32 for n < 2^32).
    std::uint64_t below(std::uint64_t n) {
        return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
    }
    // Box & Muller 1958; the second value of the pair is dropped to keep draws independent of
    // history.
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(6.283185307179586 * uniform());
    }

    template <class T>
    void shuffle(std::vector<T>& items) { // Fisher & Yates
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

private:
    std::uint64_t key_;
    std::uint64_t next_ = 0;
};

} // namespace textrnn
