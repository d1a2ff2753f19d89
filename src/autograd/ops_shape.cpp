// Ops that slice and concatenate matrices. slice_rows returns a view; all others copy.
#include "autograd/ops.h"

namespace textrnn {

Var slice_rows(Tape& tape, Var a, Index first, Index count) {
    const Tensor rows = a.value().slice(first, count);
    return tape.record("slice_rows", rows, a.needs_grad(), [a, first](Node& node) {
        add_to(a.grad().row(first), node.grad.data, node.grad.size());
    });
}

Var pick_rows(Tape& tape, Var a, std::span<const Index> rows) {
    const Tensor out = tape.arena().tensor(rows.size(), a.cols());
    for (Index n = 0; n < out.rows; ++n) std::copy_n(a.value().row(rows[n]), out.cols, out.row(n));
    return tape.record("pick_rows", out, a.needs_grad(), [a, rows](Node& node) {
        for (Index n = 0; n < node.grad.rows; ++n)
            add_to(a.grad().row(rows[n]), node.grad.row(n), node.grad.cols);
    });
}

Var slice_cols(Tape& tape, Var a, Index first, Index count) {
    const Tensor out = tape.arena().tensor(a.rows(), count);
    for (Index i = 0; i < out.rows; ++i) std::copy_n(a.value().row(i) + first, count, out.row(i));
    return tape.record("slice_cols", out, a.needs_grad(), [a, first](Node& node) {
        for (Index i = 0; i < node.grad.rows; ++i)
            add_to(a.grad().row(i) + first, node.grad.row(i), node.grad.cols);
    });
}

Var concat_rows(Tape& tape, std::span<const Var> parts) {
    Index rows = 0;
    for (const Var part : parts) rows += part.rows();
    const Tensor out = tape.arena().tensor(rows, parts.front().cols());
    const std::span<Var> kept(tape.arena().array<Var>(parts.size()), parts.size());
    std::ranges::copy(parts, kept.begin());
    Real* target = out.data;
    for (const Var part : parts) target = std::ranges::copy(part.value(), target).out;
    const bool needs_grad = std::ranges::any_of(parts, &Var::needs_grad);
    return tape.record("concat_rows", out, needs_grad, [kept](Node& node) {
        const Real* source = node.grad.data;
        for (const Var part : kept) {
            if (part.needs_grad()) add_to(part.grad().data, source, part.value().size());
            source += part.value().size();
        }
    });
}

Var concat_cols(Tape& tape, Var a, Var b) {
    const Tensor out = tape.arena().tensor(a.rows(), a.cols() + b.cols());
    for (Index i = 0; i < out.rows; ++i) {
        std::copy_n(a.value().row(i), a.cols(), out.row(i));
        std::copy_n(b.value().row(i), b.cols(), out.row(i) + a.cols());
    }
    return tape.record("concat_cols", out, a.needs_grad() || b.needs_grad(), [a, b](Node& node) {
        for (Index i = 0; i < node.grad.rows; ++i) {
            const Real* const grad = node.grad.row(i);
            if (a.needs_grad()) add_to(a.grad().row(i), grad, a.cols());
            if (b.needs_grad()) add_to(b.grad().row(i), grad + a.cols(), b.cols());
        }
    });
}

} // namespace textrnn
