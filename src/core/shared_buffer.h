// SharedBuffer: the values of a parameter, or of a tensor read from a file. The buffer owns its
// memory, or shares the ownership of the file's bytes with the file's other tensors.
#pragma once

#include "core/tensor.h"

#include <memory>
#include <span>

namespace textrnn {

// Copying copies the values into new memory; moving keeps them where they are.
class SharedBuffer : public std::span<Real> {
public:
    SharedBuffer() = default;
    SharedBuffer(Storage own) : SharedBuffer(std::make_shared<Storage>(std::move(own))) {}
    // Refers to `part`, which must stay valid while `owner` exists. Nobody else may write to it.
    SharedBuffer(std::span<Real> part, std::shared_ptr<void> owner)
        : span(part), owner_(std::move(owner)) {}
    SharedBuffer(const SharedBuffer& other) : SharedBuffer(Storage(other.begin(), other.end())) {}
    SharedBuffer(SharedBuffer&&) = default;
    SharedBuffer& operator=(SharedBuffer&&) = default;
    SharedBuffer& operator=(const SharedBuffer& other) { return *this = SharedBuffer(other); }

    friend bool operator==(const SharedBuffer& a, const SharedBuffer& b) {
        return std::ranges::equal(a, b);
    }

private:
    explicit SharedBuffer(const std::shared_ptr<Storage>& own) : SharedBuffer(*own, own) {}

    std::shared_ptr<void> owner_; // of the memory that the span refers to
};

} // namespace textrnn
