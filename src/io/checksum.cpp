// Four independent hashes (lanes) advance together, so that the processor overlaps the
// multiplications of mix_bits. They are combined at the end.
#include "io/checksum.h"

#include "core/random.h"

#include <algorithm>
#include <cstring>

namespace textrnn {

void Checksum::add(std::string_view bytes) {
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

void Checksum::mix(const char* blocks, std::size_t count) {
    std::array<std::uint64_t, 4> lanes = lanes_; // in registers: `blocks` may not alias them
    for (const char* const end = blocks + count * kBlock; blocks != end; blocks += kBlock)
        for (std::size_t k = 0; k < lanes.size(); ++k) {
            std::uint64_t word;
            std::memcpy(&word, blocks + 8 * k, 8);
            lanes[k] = mix_bits(lanes[k] ^ word);
        }
    lanes_ = lanes;
}

std::uint64_t Checksum::value() const {
    std::array<std::uint64_t, 4> lanes = lanes_;
    for (std::size_t i = 0; i < held_; ++i)
        lanes[i % 4] = mix_bits(lanes[i % 4] ^ static_cast<unsigned char>(block_[i]));
    return mix_bits(lanes[0] ^ mix_bits(lanes[1] ^ mix_bits(lanes[2] ^ mix_bits(lanes[3]))));
}

} // namespace textrnn
