// The arena's blocks: take() appends a block when the memory does not suffice, and reset() replaces
// several blocks by one of their total size.
#include "core/arena.h"

#include <numeric>

namespace textrnn {

Arena::~Arena() = default;

std::byte* Arena::take(Index bytes) {
    constexpr Index kFirstBlock = Index{1} << 20; // bytes
    constexpr Index kMostSpare = Index{16} << 20; // a long text's arena must not double
    bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    while (current_ < blocks_.size() && used_ + bytes > blocks_[current_].size()) {
        ++current_;
        used_ = 0;
    }
    if (current_ == blocks_.size())
        blocks_.emplace_back(std::max({bytes, kFirstBlock, std::min(capacity(), kMostSpare)}));
    std::byte* p = blocks_[current_].data() + used_;
    used_ += bytes;
    return p;
}

void Arena::reset() {
    if (blocks_.size() > 1) {
        const Index total = capacity();
        blocks_.clear();
        blocks_.emplace_back(total);
    }
    current_ = 0;
    used_ = 0;
}

Index Arena::capacity() const {
    return std::accumulate(blocks_.begin(), blocks_.end(), Index{0},
                           [](Index sum, const Block& b) { return sum + b.size(); });
}

} // namespace textrnn
