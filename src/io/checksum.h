// Checksum: a 64-bit hash that finds damaged files. It does not find deliberate changes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace textrnn {

// Hashes bytes that arrive in pieces; the value does not depend on where the pieces are cut.
class Checksum {
public:
    explicit Checksum(std::uint64_t size) : lanes_{1, 2, 3, size} {} // of all bytes together

    void add(std::string_view bytes);
    std::uint64_t value() const; // of all bytes added

private:
    static constexpr std::size_t kBlock = 32; // bytes: one 64-bit word per lane
    void mix(const char* blocks, std::size_t count);

    std::array<std::uint64_t, 4> lanes_;
    std::array<char, kBlock> block_{}; // the last, incomplete block
    std::size_t held_ = 0;             // bytes in block_
};

} // namespace textrnn
