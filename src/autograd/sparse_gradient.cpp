// Rows are appended on first use; slot_ maps an id to its row.
#include "autograd/sparse_gradient.h"

namespace textrnn {

Real* SparseGradient::row(TokenId id) {
    if (slot_[id] == kNone) {
        slot_[id] = static_cast<std::uint32_t>(ids_.size());
        ids_.push_back(id);
        values_.resize(ids_.size() * dim_); // new elements are zero
    }
    return values_.data() + slot_[id] * dim_;
}

void SparseGradient::clear() {
    for (const TokenId id : ids_) slot_[id] = kNone;
    ids_.clear();
    values_.clear();
}

void SparseGradient::add(const SparseGradient& other) {
    for (const TokenId id : other.ids_) {
        const Real* source = other.find(id);
        Real* target = row(id);
        for (Index j = 0; j < dim_; ++j) target[j] += source[j];
    }
}

} // namespace textrnn
