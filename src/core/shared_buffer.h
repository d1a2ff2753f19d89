// SharedBuffer: the values of a parameter, or of a tensor read from a file. The buffer owns its
// memory, shares the ownership of a file's bytes, or is a view of memory that the caller owns.
#pragma once

#include "core/tensor.h"

#include <memory>
#include <span>
#include <utility>

namespace textrnn {

// Copying copies the values into new memory; moving keeps them where they are.
class SharedBuffer {
public:
    SharedBuffer() = default;
    SharedBuffer(Storage own) {
        const auto held = std::make_shared<Storage>(std::move(own));
        part_ = *held;
        owner_ = held;
    }
    // A view of `part`, no copy. `owner` keeps the memory valid; if it is nullptr, the caller must.
    SharedBuffer(std::span<Real> part, std::shared_ptr<void> owner)
        : owner_(std::move(owner)), part_(part) {}
    SharedBuffer(const SharedBuffer& other) : SharedBuffer(Storage(other.begin(), other.end())) {}
    SharedBuffer(SharedBuffer&& other) noexcept
        : owner_(std::move(other.owner_)), part_(std::exchange(other.part_, {})) {}
    SharedBuffer& operator=(SharedBuffer other) noexcept {
        std::swap(owner_, other.owner_);
        std::swap(part_, other.part_);
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

private:
    std::shared_ptr<void> owner_; // of the memory that part_ refers to
    std::span<Real> part_;
};

} // namespace textrnn
