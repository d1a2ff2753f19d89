// Ops that slice and concatenate matrices. slice_rows returns a view; all others copy.
#include "autograd/ops.h"

namespace textrnn {

namespace {

// target[i][j] += source[i][j] for two blocks of [rows, cols]; step: elements from row to row.
void add_block(const Real* source, Index source_step, Real* target, Index target_step, Index rows,
               Index cols) {
    for (Index i = 0; i < rows; ++i)
        for (Index j = 0; j < cols; ++j) target[i * target_step + j] += source[i * source_step + j];
}

} // namespace

Var slice_rows(Tape& tape, Var a, Index first, Index count) {
    const Tensor rows = a.value().slice(first, count);
    return tape.record("slice_rows", rows, a.needs_grad(), [a, first](Node& node) {
        for (Index i = 0; i < node.grad.size(); ++i) a.grad().row(first)[i] += node.grad.data[i];
    });
}

Var pick_rows(Tape& tape, Var a, std::span<const Index> rows) {
    const Tensor out = tape.arena().tensor(rows.size(), a.cols());
    for (Index n = 0; n < out.rows; ++n) std::copy_n(a.value().row(rows[n]), out.cols, out.row(n));
    return tape.record("pick_rows", out, a.needs_grad(), [a, rows](Node& node) {
        for (Index n = 0; n < node.grad.rows; ++n)
            add_block(node.grad.row(n), 0, a.grad().row(rows[n]), 0, 1, node.grad.cols);
    });
}

Var slice_cols(Tape& tape, Var a, Index first, Index count) {
    const Tensor out = tape.arena().tensor(a.rows(), count);
    for (Index i = 0; i < out.rows; ++i) std::copy_n(a.value().row(i) + first, count, out.row(i));
    return tape.record("slice_cols", out, a.needs_grad(), [a, first](Node& node) {
        add_block(node.grad.data, node.grad.cols, a.grad().data + first, a.cols(), node.grad.rows,
                  node.grad.cols);
    });
}

Var concat_rows(Tape& tape, std::span<const Var> parts) {
    Index rows = 0;
    bool needs_grad = false;
    for (const Var part : parts) {
        rows += part.rows();
        needs_grad = needs_grad || part.needs_grad();
    }
    const Tensor out = tape.arena().tensor(rows, parts.front().cols());
    const std::span<Var> kept(tape.arena().array<Var>(parts.size()), parts.size());
    std::copy(parts.begin(), parts.end(), kept.begin());
    Real* target = out.data;
    for (const Var part : parts)
        target = std::copy(part.value().begin(), part.value().end(), target);
    return tape.record("concat_rows", out, needs_grad, [kept](Node& node) {
        Index first = 0;
        for (const Var part : kept) {
            if (part.needs_grad())
                add_block(node.grad.row(first), node.grad.cols, part.grad().data, part.cols(),
                          part.rows(), part.cols());
            first += part.rows();
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
        const Index step = node.grad.cols;
        if (a.needs_grad())
            add_block(node.grad.data, step, a.grad().data, a.cols(), a.rows(), a.cols());
        if (b.needs_grad())
            add_block(node.grad.data + a.cols(), step, b.grad().data, b.cols(), b.rows(), b.cols());
    });
}

} // namespace textrnn
