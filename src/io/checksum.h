// Checksum: a 64-bit hash that finds damaged files (not deliberate changes) and equal texts.
#pragma once

#include "core/random.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace textrnn {

// Hashes bytes that arrive in pieces; the value does not depend on where the pieces are cut. Four
// hashes (lanes) advance together, so that the processor overlaps the multiplications of mix_bits.
class Checksum {
public:
    // `size` enters the value: the number of bytes that will be added, or any constant.
    explicit Checksum(std::uint64_t size) : lanes_{1, 2, 3, size} {}

    void add(std::string_view bytes) {
        if (held_ > 0) {
            const std::size_t count = std::min(kBlock - held_, bytes.size());
            std::copy_n(bytes.data(), count, block_.data() + held_);
            bytes.remove_prefix(count);
            held_ += count;
            if (held_ < kBlock) return;
            mix(block_.data(), 1);
        }
        mix(bytes.data(), bytes.size() / kBlock);
        held_ = bytes.size() % kBlock;
        std::copy_n(bytes.data() + bytes.size() - held_, held_, block_.data());
    }

    std::uint64_t value() const { // of all bytes added
        Lanes lanes = lanes_;
        for (std::size_t i = 0; i < held_; ++i)
            lanes[i % 4] = mix_bits(lanes[i % 4] ^ static_cast<unsigned char>(block_[i]));
        return mix_bits(lanes[0] ^ mix_bits(lanes[1] ^ mix_bits(lanes[2] ^ mix_bits(lanes[3]))));
    }

private:
    using Lanes = std::array<std::uint64_t, 4>;
    static constexpr std::size_t kBlock = sizeof(Lanes); // bytes: one 64-bit word per lane

    void mix(const char* blocks, std::size_t count) {
        Lanes lanes = lanes_; // a copy stays in registers: `blocks` cannot alias it
        for (const char* const end = blocks + count * kBlock; blocks != end; blocks += kBlock)
            for (std::size_t k = 0; k < lanes.size(); ++k) {
                std::uint64_t word;
                std::memcpy(&word, blocks + 8 * k, 8);
                lanes[k] = mix_bits(lanes[k] ^ word);
            }
        lanes_ = lanes;
    }

    Lanes lanes_;
    std::array<char, kBlock> block_{}; // the last, incomplete block
    std::size_t held_ = 0;             // bytes in block_
};

} // namespace textrnn
