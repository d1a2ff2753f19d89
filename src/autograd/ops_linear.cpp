// Matrix products and their derivatives: of c = a b they are da = dc b^T and db = a^T dc.
#include "autograd/ops.h"
#include "core/gemm.h"

namespace textrnn {

Var linear(Tape& tape, Var x, Var weight, Var bias) {
    const Tensor out = tape.arena().tensor(x.rows(), weight.rows());
    if (bias)
        for (Index i = 0; i < out.rows; ++i)
            std::copy_n(bias.value().data, out.cols, out.row(i));
    gemm(tape.arena(), Op::kAsIs, x.value(), Op::kTransposed, weight.value(), out,
         bias ? Into::kAdd : Into::kOverwrite);
    const bool needs_grad = x.needs_grad() || weight.needs_grad();
    return tape.record("linear", out, needs_grad, [&tape, x, weight, bias](Node& node) {
        Arena& arena = tape.arena();
        if (x.needs_grad())
            gemm(arena, Op::kAsIs, node.grad, Op::kAsIs, weight.value(), x.grad(), Into::kAdd);
        if (weight.needs_grad())
            gemm(arena, Op::kTransposed, node.grad, Op::kAsIs, x.value(), weight.grad(),
                 Into::kAdd);
        if (bias && bias.needs_grad()) add_column_sums(node.grad, bias.grad());
    });
}

Var matmul(Tape& tape, Var a, Var b) {
    const Tensor out = tape.arena().tensor(a.rows(), b.cols());
    gemm(tape.arena(), Op::kAsIs, a.value(), Op::kAsIs, b.value(), out, Into::kOverwrite);
    const bool needs_grad = a.needs_grad() || b.needs_grad();
    return tape.record("matmul", out, needs_grad, [&tape, a, b](Node& node) {
        if (a.needs_grad())
            gemm(tape.arena(), Op::kAsIs, node.grad, Op::kTransposed, b.value(), a.grad(),
                 Into::kAdd);
        if (b.needs_grad())
            gemm(tape.arena(), Op::kTransposed, a.value(), Op::kAsIs, node.grad, b.grad(),
                 Into::kAdd);
    });
}

} // namespace textrnn
