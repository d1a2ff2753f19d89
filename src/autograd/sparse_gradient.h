// SparseGradient: a row-sparse gradient of an embedding table [V, D]. It stores the rows of the
// token ids that occurred. If the table's gradient is a dense Tensor instead, a SparseGradient with
// dim 0 only records these ids.
#pragma once

#include "core/tensor.h"
#include "core/token.h"

namespace textrnn {

class SparseGradient {
public:
    SparseGradient(Index table_rows, Index dim) : slot_(table_rows, kNone), dim_(dim) {}

    // Gradient [D] of row `id`, to be added to; creates it as zeros if absent. The pointer is valid
    // until the next call of row().
    Real* row(TokenId id) {
        if (slot_[id] == kNone) {
            slot_[id] = static_cast<std::uint32_t>(ids_.size());
            ids_.push_back(id);
            values_.resize(ids_.size() * dim_); // new elements are zero
        }
        return values_.data() + slot_[id] * dim_;
    }
    const Real* find(TokenId id) const { // nullptr: no such row, or dim 0
        return slot_[id] == kNone ? nullptr : values_.data() + slot_[id] * dim_;
    }
    // Ids of the rows with gradient, in the order of their creation, or ascending after sort().
    const std::vector<TokenId>& ids() const { return ids_; }
    Index dim() const { return dim_; } // D, or 0
    Index bytes() const {              // memory held
        return slot_.size() * sizeof(std::uint32_t) + ids_.capacity() * sizeof(TokenId) +
               values_.capacity() * sizeof(Real);
    }

    // Sorts ids(), not the stored rows; ids added later follow unsorted.
    void sort() { std::sort(ids_.begin(), ids_.end()); }
    void clear() { // removes all rows, in time proportional to their number
        for (const TokenId id : ids_) slot_[id] = kNone;
        ids_.clear();
        values_.clear();
    }
    void add(const SparseGradient& other) {
        for (const TokenId id : other.ids_) add_to(row(id), other.find(id), dim_);
    }

private:
    static constexpr std::uint32_t kNone = 0xffffffffu;

    std::vector<TokenId> ids_;
    std::vector<std::uint32_t> slot_; // [V] index of each id's row in values_, or kNone
    Storage values_;                  // [ids_.size(), D], in order of creation
    Index dim_;
};

} // namespace textrnn
