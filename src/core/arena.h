// Arena: memory for one step. Taking is moving a pointer; reset() takes all back at once and keeps
// the memory, so after the longest batch has been seen a step allocates nothing.
#pragma once

#include "core/tensor.h"

#include <type_traits>
#include <vector>

namespace textrnn {

class Arena {
public:
    Arena() = default;
    ~Arena(); // not inline: without optimisation it would visit every byte
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    // Uninitialised memory for `count` objects, aligned for vector registers.
    template <class T>
    T* array(Index count) {
        static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
        return static_cast<T*>(static_cast<void*>(take(count * sizeof(T))));
    }
    Tensor tensor(Index rows, Index cols) { return {array<Real>(rows * cols), rows, cols}; }
    Tensor zeros(Index rows, Index cols) {
        const Tensor t = tensor(rows, cols);
        t.fill(0);
        return t;
    }

    void reset();
    Index capacity() const; // bytes held

    // Gives back at the end of a block what was taken inside it (packed weights and the like).
    class Scratch {
    public:
        explicit Scratch(Arena& arena)
            : arena_(arena), block_(arena.current_), used_(arena.used_) {}
        ~Scratch() {
            arena_.current_ = block_;
            arena_.used_ = used_;
        }
        Scratch(const Scratch&) = delete;
        Scratch& operator=(const Scratch&) = delete;

    private:
        Arena& arena_;
        Index block_;
        Index used_;
    };

private:
    using Block = std::vector<std::byte, AlignedAllocator<std::byte>>;
    std::byte* take(Index bytes);

    std::vector<Block> blocks_;
    Index current_ = 0; // the block in use
    Index used_ = 0;    // bytes of it
};

} // namespace textrnn
