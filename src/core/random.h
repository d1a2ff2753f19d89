// Counter-based random numbers: draw number i is a function of (seed, stream, substream, i). So the
// numbers do not depend on the number of threads, and a resumed run needs no saved state.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace textrnn {

// The mixer of Vigna's splitmix64.c, a one-to-one map of 64-bit numbers: SplitMix (Steele, Lea &
// Flood 2014, "Fast splittable pseudorandom number generators") with variant 13 of Stafford's
// mixers. Vigna reports that the values for x = 0, g, 2g, ... (g: the first constant below) pass
// BigCrush of TestU01; Random uses consecutive x, which that test does not cover.
inline std::uint64_t mix_bits(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

// Purposes of random numbers, one stream each. kUnused keeps the enum values of later streams.
enum class Stream : std::uint64_t { kInit, kShuffle, kDropout, kUnused, kGradcheck,
                                     kSubsampling, kWindow, kNegatives };

class Random {
public:
    Random(std::uint64_t seed, Stream stream, std::uint64_t substream = 0)
        : key_(mix_bits(mix_bits(mix_bits(seed) + static_cast<std::uint64_t>(stream)) +
                        substream)) {}

    // Element `counter` of the sequence; independent of the position used by the functions below.
    std::uint64_t bits(std::uint64_t counter) const { return mix_bits(key_ + counter); }
    // A new, independent generator for each `part`, e.g. for each shard (part of a batch).
    Random split(std::uint64_t part) const {
        return Random(mix_bits(key_ ^ mix_bits(part + 1)));
    }

    static double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

    // The functions from here on use and advance the position.
    std::uint64_t bits() { return bits(next_++); } // 64 random bits
    double uniform() { return unit(bits()); } // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    // Uniform integer in [0, n). Each probability is 1/n, with an error of about 2^-53 at most.
    std::uint64_t below(std::uint64_t n) {
        return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
    }
    // N(0, 1) by Box & Muller 1958, from two uniform draws. Drops the second value of each pair:
    // keeping it would be state beside the counter.
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(6.283185307179586 * uniform());
    }

    template <class T>
    void shuffle(std::vector<T>& items) { // Fisher-Yates
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

private:
    explicit Random(std::uint64_t key) : key_(key) {}

    std::uint64_t key_;
    std::uint64_t next_ = 0;
};

} // namespace textrnn
