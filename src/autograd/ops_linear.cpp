// Matrix products. Derivatives of c = a b: da = dc b^T, db = a^T dc. linear: y = x W^T + bias, i.e.
// W x_n + bias for each row x_n; dx = dy W, dW = dy^T x, dbias = the column sums of dy.
#include "autograd/ops.h"

namespace textrnn {

// The gradient of `target` += op(a) op(b), if it needs a gradient.
static void add_product(Arena& arena, Trans trans_a, Tensor a, Trans trans_b, Tensor b,
                        Var target) {
    if (target.needs_grad()) gemm(arena, trans_a, a, trans_b, b, target.grad(), target.grad());
}

PackedMatrix packed_transpose(Tape& tape, Var weight) {
    const PackedMatrix& packed = weight.node->packed;
    return packed.panels ? packed : pack(tape.arena(), Trans::kYes, weight.value());
}

Var linear(Tape& tape, Var x, Var weight, Var bias) {
    const Tensor out = tape.arena().tensor(x.rows(), weight.rows());
    {
        const Arena::Scratch scratch(tape.arena()); // frees a weight packed here
        gemm(tape.arena(), Trans::kNo, x.value(), packed_transpose(tape, weight), out,
             bias ? bias.value() : Tensor{});
    }
    const bool needs_grad = x.needs_grad() || weight.needs_grad() || bias.needs_grad();
    return tape.record("linear", out, needs_grad, [&tape, x, weight, bias](Node& node) {
        add_product(tape.arena(), Trans::kNo, node.grad, Trans::kNo, weight.value(), x);
        add_product(tape.arena(), Trans::kYes, node.grad, Trans::kNo, x.value(), weight);
        if (bias.needs_grad()) add_column_sums(node.grad, bias.grad());
    });
}

Var matmul(Tape& tape, Var a, Var b) {
    const Tensor out = tape.arena().tensor(a.rows(), b.cols());
    gemm(tape.arena(), Trans::kNo, a.value(), Trans::kNo, b.value(), out);
    const bool needs_grad = a.needs_grad() || b.needs_grad();
    return tape.record("matmul", out, needs_grad, [&tape, a, b](Node& node) {
        add_product(tape.arena(), Trans::kNo, node.grad, Trans::kYes, b.value(), a);
        add_product(tape.arena(), Trans::kYes, a.value(), Trans::kNo, node.grad, b);
    });
}

Var row_dots(Tape& tape, Var a, Var b) {
    const Tensor out = tape.arena().zeros(a.rows(), 1);
    for (Index n = 0; n < a.rows(); ++n)
        for (Index i = 0; i < a.cols(); ++i) out.data[n] += a.value()(n, i) * b.value()(n, i);
    return tape.record("row_dots", out, a.needs_grad() || b.needs_grad(), [a, b](Node& node) {
        for (Index n = 0; n < a.rows(); ++n) {
            const Real grad = node.grad.data[n];
            if (a.needs_grad()) add_scaled(a.grad().row(n), grad, b.value().row(n), a.cols());
            if (b.needs_grad()) add_scaled(b.grad().row(n), grad, a.value().row(n), a.cols());
        }
    });
}

} // namespace textrnn
