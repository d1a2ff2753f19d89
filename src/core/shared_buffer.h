// SharedBuffer: the numbers of a parameter or a stored tensor, in memory of their own or as a part
// of a mapped file.
#pragma once

#include "core/tensor.h"

#include <memory>
#include <span>
#include <utility>

namespace textrnn {

// A copy always has memory of its own.
class SharedBuffer {
public:
    SharedBuffer() = default;
    SharedBuffer(Storage own) {
        const auto held = std::make_shared<Storage>(std::move(own));
        part_ = *held;
        owner_ = held;
    }
    // Memory that lives as long as `owner`, and nobody else writes to.
    SharedBuffer(std::span<Real> part, std::shared_ptr<void> owner)
        : owner_(std::move(owner)), part_(part) {}
    SharedBuffer(const SharedBuffer& other) : SharedBuffer(Storage(other.begin(), other.end())) {}
    SharedBuffer(SharedBuffer&& other) noexcept { swap(other); }
    SharedBuffer& operator=(SharedBuffer other) noexcept {
        swap(other);
        return *this;
    }

    Index size() const { return part_.size(); }
    Real* data() { return part_.data(); }
    Real* begin() { return data(); }
    Real* end() { return data() + size(); }
    Real& operator[](Index i) { return part_[i]; }
    const Real* data() const { return part_.data(); }
    const Real* begin() const { return data(); }
    const Real* end() const { return data() + size(); }
    Real operator[](Index i) const { return part_[i]; }
    friend bool operator==(const SharedBuffer& a, const SharedBuffer& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

private:
    void swap(SharedBuffer& other) noexcept {
        std::swap(owner_, other.owner_);
        std::swap(part_, other.part_);
    }

    std::shared_ptr<void> owner_;
    std::span<Real> part_;
};

} // namespace textrnn
