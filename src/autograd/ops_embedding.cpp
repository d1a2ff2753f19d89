// Embedding ops: lookup picks rows of the table; one_hot makes a dense matrix for a product with
// the table; csr_matmul multiplies sparse one-hot rows. For the same list of ids, all ways give the
// same bits: the product's other terms are zeros, and gradients of the used rows add up in the same
// order.
#include "autograd/ops.h"

#include <numeric>

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
        for (Index n = 0; n < ids.size(); ++n)
            add_to(gradient->row(ids[n]), node.grad.row(n), node.grad.cols);
    });
}

Var one_hot(Tape& tape, std::span<const TokenId> ids, Index vocabulary_size) {
    const Tensor out = tape.arena().zeros(ids.size(), vocabulary_size);
    for (Index n = 0; n < ids.size(); ++n) out(n, ids[n]) = 1;
    return tape.record("one_hot", out, false, [](Node&) {});
}

Var csr_matmul(Tape& tape, std::span<const TokenId> ids, Var b) {
    // Row n has values[k] in column ids[k], for k in [begins[n], begins[n + 1]).
    Index* const begins = tape.arena().array<Index>(ids.size() + 1);
    Real* const values = tape.arena().array<Real>(ids.size());
    std::iota(begins, begins + ids.size() + 1, Index{0});
    std::fill_n(values, ids.size(), Real{1});
    // to += value * from, for each value and its two rows
    const auto multiply = [=, cols = b.cols()](const auto& to_and_from) {
        for (Index n = 0; n < ids.size(); ++n)
            for (Index k = begins[n]; k < begins[n + 1]; ++k) {
                const auto [to, from] = to_and_from(n, ids[k]);
                for (Index j = 0; j < cols; ++j) to[j] += values[k] * from[j];
            }
    };
    const Tensor out = tape.arena().zeros(ids.size(), b.cols());
    multiply([&](Index n, Index v) { return std::pair(out.row(n), b.value().row(v)); });
    return tape.record("csr_matmul", out, b.needs_grad(), [b, multiply](Node& node) {
        multiply([&](Index n, Index v) { return std::pair(b.grad().row(v), node.grad.row(n)); });
    });
}

} // namespace textrnn
