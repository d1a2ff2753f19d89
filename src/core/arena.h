// Arena: a bump allocator for the memory of one forward and backward pass. reset() frees all arrays
// and merges the blocks into one. After the largest pass, the arena allocates nothing more.
#pragma once

#include "core/tensor.h"

#include <type_traits>

namespace textrnn {

class Arena {
public:
    Arena& operator=(Arena&&) = delete; // also deletes the copy operations

    // Uninitialised memory for `count` objects, aligned to kAlignment, valid until reset() or the
    // end of the innermost Scratch.
    template <class T>
    T* array(Index count) {
        static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
        return static_cast<T*>(take(count * sizeof(T)));
    }
    Tensor tensor(Index rows, Index cols) { return {array<Real>(rows * cols), rows, cols}; }
    Tensor zeros(Index rows, Index cols);

    void reset();           // invalidates all memory; needs: no Scratch exists; may throw bad_alloc
    Index capacity() const; // bytes held

    // Scope of temporary memory, e.g. for a PackedMatrix (core/gemm.h). Its destructor frees
    // everything that the arena handed out since the constructor.
    class Scratch {
    public:
        explicit Scratch(Arena& arena)
            : arena_(arena), block_(arena.current_), used_(arena.used_) {}
        ~Scratch() {
            arena_.current_ = block_;
            arena_.used_ = used_;
        }
        Scratch& operator=(Scratch&&) = delete; // also deletes the copy operations

    private:
        Arena& arena_;
        Index block_;
        Index used_;
    };

private:
    struct alignas(kAlignment) Line {
        Line() {} // leaves the bytes uninitialised: a block costs only the pages that are used
        std::byte bytes[kAlignment];
    };
    void* take(Index bytes);

    std::vector<std::vector<Line>> blocks_;
    Index current_ = 0; // index of the block in use
    Index used_ = 0;    // lines used of this block
};

} // namespace textrnn
