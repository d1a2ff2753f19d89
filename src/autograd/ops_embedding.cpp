// Embedding ops: lookup picks rows of the table; one_hot makes rows for a product with the table.
// Both ways give the same bits: the product's other terms are zeros, and gradients of the used
// rows add up in the same order.
#include "autograd/ops.h"

namespace textrnn {

Tensor gather_rows(Arena& arena, Tensor table, std::span<const TokenId> ids) {
    constexpr Index kRowsAhead = 8; // distance of the prefetch: a large table is not in the cache
    const Tensor out = arena.tensor(ids.size(), table.cols);
    for (Index n = 0; n < ids.size(); ++n) {
        if (n + kRowsAhead < ids.size()) prefetch(table.row(ids[n + kRowsAhead]), table.cols);
        std::copy_n(table.row(ids[n]), table.cols, out.row(n));
    }
    return out;
}

Var lookup(Tape& tape, const Table& table, std::span<const TokenId> ids) {
    const Tensor out = gather_rows(tape.arena(), table.values, ids);
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
