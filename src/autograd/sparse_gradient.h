// The gradient of an embedding table: of its V rows only those that occurred in the batch have
// one, so only they are stored. Its dense twin is a Tensor [V, D], beside which one with dim 0
// tells which rows occurred.
#pragma once

#include "core/tensor.h"
#include "core/token.h"

#include <vector>

namespace textrnn {

class SparseGradient {
public:
    SparseGradient(Index table_rows, Index dim) : slot_(table_rows, kNone), dim_(dim) {}

    // The gradient of row `id`; ops add to it. Zero when first touched; may move at the next call.
    Real* row(TokenId id);
    const Real* find(TokenId id) const { // nullptr when the row was not touched
        return slot_[id] == kNone ? nullptr : values_.data() + slot_[id] * dim_;
    }
    const std::vector<TokenId>& ids() const { return ids_; } // touched rows
    Index dim() const { return dim_; }
    Index bytes() const { // held
        return slot_.size() * sizeof(std::uint32_t) + ids_.capacity() * sizeof(TokenId) +
               values_.capacity() * sizeof(Real);
    }

    void sort();  // ids() ascending from here on, until the next new row
    void clear(); // in time proportional to the rows touched
    void add(const SparseGradient& other);

private:
    static constexpr std::uint32_t kNone = 0xffffffffu;

    std::vector<TokenId> ids_;
    std::vector<std::uint32_t> slot_; // [V] where in values_ a row lies
    Storage values_;                  // [rows touched so far, D], in order of first touch
    Index dim_;
};

} // namespace textrnn
