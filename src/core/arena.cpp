// The arena's blocks: take() appends a block when the memory does not suffice, and reset() replaces
// several blocks by one of their total size.
#include "core/arena.h"

namespace textrnn {

Tensor Arena::zeros(Index rows, Index cols) {
    const Tensor t = tensor(rows, cols);
    t.fill(0);
    return t;
}

void* Arena::take(Index bytes) {
    constexpr Index kFirstBlock = (Index{1} << 20) / sizeof(Line);
    constexpr Index kMostSpare = 16 * kFirstBlock; // new blocks double the arena up to 16 MiB
    const Index lines = (bytes + sizeof(Line) - 1) / sizeof(Line);
    while (current_ < blocks_.size() && used_ + lines > blocks_[current_].size()) {
        ++current_;
        used_ = 0;
    }
    if (current_ == blocks_.size())
        blocks_.emplace_back(
            std::max({lines, kFirstBlock, std::min(capacity() / sizeof(Line), kMostSpare)}));
    Line* const first = blocks_[current_].data() + used_;
    used_ += lines;
    return first;
}

void Arena::reset() {
    current_ = used_ = 0; // first: there is no block if emplace_back throws
    if (blocks_.size() <= 1) return;
    const Index total = capacity() / sizeof(Line);
    blocks_.clear();
    blocks_.emplace_back(total);
}

Index Arena::capacity() const {
    Index lines = 0;
    for (const auto& block : blocks_) lines += block.size();
    return lines * sizeof(Line);
}

} // namespace textrnn
