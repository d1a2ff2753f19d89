// Tensor: a view of a row-major matrix that somebody else owns (an Arena for one step, a Storage
// for good). Two dimensions are enough: texts are packed without padding, so a batch of sequences
// is a matrix [N, D] of its N real tokens, and a bias is [1, n].
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <vector>

namespace textrnn {

#ifdef TEXTRNN_DOUBLE
using Real = double; // only for the gradient checks: `make gradcheck`
#else
using Real = float;
#endif

using Index = std::size_t;

inline constexpr Index kAlignment = 64; // bytes; a cache line, and the widest vector register

struct Tensor {
    Real* data = nullptr;
    Index rows = 0;
    Index cols = 0;

    Index size() const { return rows * cols; }
    Real* row(Index i) const { return data + i * cols; }
    Real& operator()(Index i, Index j) const { return data[i * cols + j]; }
    Real* begin() const { return data; }
    Real* end() const { return data + size(); }
    Tensor slice(Index first, Index count) const { return {row(first), count, cols}; } // of rows
    void fill(Real value) const { std::fill(begin(), end(), value); }
};

// Cache-line aligned memory for std::vector.
template <class T>
struct AlignedAllocator {
    using value_type = T;
    AlignedAllocator() = default;
    template <class U>
    AlignedAllocator(const AlignedAllocator<U>&) {}
    T* allocate(std::size_t n) {
        return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t{kAlignment}));
    }
    void deallocate(T* p, std::size_t) { ::operator delete(p, std::align_val_t{kAlignment}); }
    bool operator==(const AlignedAllocator&) const = default;
};

using Storage = std::vector<Real, AlignedAllocator<Real>>;

} // namespace textrnn
