// Tensor: a non-owning view of a row-major matrix; an Arena, a Storage or a SharedBuffer owns the
// memory. Two dimensions suffice: a batch of texts is stored without padding as a matrix [tokens,
// features] (core/packed.h), a bias as [1, features].
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <numeric>
#include <vector>

namespace textrnn {

#ifdef TEXTRNN_DOUBLE
using Real = double; // for `make gradcheck` only
#else
using Real = float;
#endif

using Index = std::size_t;

inline constexpr Index kAlignment = 64; // bytes: a cache line, and the widest vector register

inline std::vector<Index> numbers_below(Index count) { // 0, 1, ..., count - 1
    std::vector<Index> numbers(count);
    std::iota(numbers.begin(), numbers.end(), Index{0});
    return numbers;
}

inline double ratio(Index part, Index whole) { // 0 for 0 / 0
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

struct Tensor {
    Real* data = nullptr;
    Index rows = 0;
    Index cols = 0;

    Index size() const { return rows * cols; }
    Real* row(Index i) const { return data + i * cols; }
    Real& operator()(Index i, Index j) const { return data[i * cols + j]; }
    Real* begin() const { return data; }
    Real* end() const { return data + size(); }
    // rows [first, first + count)
    Tensor slice(Index first, Index count) const { return {row(first), count, cols}; }
    void fill(Real value) const { std::fill(begin(), end(), value); }
};

// target[i] += source[i] for i < count.
inline void add_to(Real* target, const Real* source, Index count) {
    for (Index i = 0; i < count; ++i) target[i] += source[i];
}
// target[i] += factor * source[i] for i < count.
inline void add_scaled(Real* target, Real factor, const Real* source, Index count) {
    for (Index i = 0; i < count; ++i) target[i] += factor * source[i];
}

// Prefetches `count` elements; if `values` is not aligned, perhaps not the last cache line.
inline void prefetch(const Real* values, Index count) {
    constexpr Index kLine = kAlignment / sizeof(Real);
    for (Index i = 0; i < count; i += kLine) __builtin_prefetch(values + i);
}

// Allocator for std::vector with memory aligned to kAlignment.
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

using Storage = std::vector<Real, AlignedAllocator<Real>>; // owns the elements of a Tensor

} // namespace textrnn
