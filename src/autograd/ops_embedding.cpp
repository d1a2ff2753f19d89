// The two ways to use an embedding table: pick its rows, or multiply it by one-hot rows. Both give
// the same numbers: in the product all terms but one are zero, in the gradient all rows but the
// touched ones, and what is left is added up in the same order.
#include "autograd/ops.h"
#include "core/prefetch.h"

namespace textrnn {

namespace {
constexpr Index kAhead = 8; // rows; rows of a large table come from memory, and slowly
} // namespace

Var lookup(Tape& tape, const Table& table, std::span<const TokenId> ids) {
    const Index dim = table.values.cols;
    const Tensor out = tape.arena().tensor(ids.size(), dim);
    for (Index n = 0; n < ids.size(); ++n) {
        if (n + kAhead < ids.size()) prefetch(table.values.row(ids[n + kAhead]), dim);
        std::copy_n(table.values.row(ids[n]), dim, out.row(n));
    }
    SparseGradient* const gradient = table.gradient;
    return tape.record("lookup", out, gradient != nullptr, [gradient, ids](Node& node) {
        for (Index n = 0; n < ids.size(); ++n) {
            Real* const target = gradient->row(ids[n]);
            const Real* const source = node.grad.row(n);
            for (Index j = 0; j < node.grad.cols; ++j) target[j] += source[j];
        }
    });
}

Var one_hot(Tape& tape, std::span<const TokenId> ids, Index vocabulary_size) {
    const Tensor out = tape.arena().zeros(ids.size(), vocabulary_size);
    for (Index n = 0; n < ids.size(); ++n) out(n, ids[n]) = 1;
    return tape.record("one_hot", out, false, [](Node&) {});
}

} // namespace textrnn
