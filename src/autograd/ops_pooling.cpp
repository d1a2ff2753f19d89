// Pooling ops: packed states [N, H] of all tokens to one vector per sequence [B, H].
#include "autograd/ops.h"

namespace textrnn {

Var pool_last(Tape& tape, const PoolInput& in) {
    const std::span rows(tape.arena().array<Index>(in.packed.batch()), in.packed.batch());
    for (Index b = 0; b < rows.size(); ++b) // of the last token, or of the first, which is b
        rows[b] = in.is_reverse ? b : in.packed.row(in.packed.lengths[b] - 1, b);
    return pick_rows(tape, in.x, rows).named("pool_last");
}

Var pool_mean(Tape& tape, const PoolInput& in) {
    const Tensor out = tape.arena().zeros(in.packed.batch(), in.x.cols());
    for (Index t = 0; t < in.packed.steps(); ++t)
        for (Index b = 0; b < in.packed.batch_size(t); ++b)
            add_to(out.row(b), in.x.value().row(in.packed.row(t, b)), out.cols);
    for (Index b = 0; b < out.rows; ++b)
        for (Index j = 0; j < out.cols; ++j) out(b, j) /= static_cast<Real>(in.packed.lengths[b]);
    return tape.record("pool_mean", out, in.x.needs_grad(), [in](Node& node) {
        for (Index t = 0; t < in.packed.steps(); ++t)
            for (Index b = 0; b < in.packed.batch_size(t); ++b) {
                const Real share = 1 / static_cast<Real>(in.packed.lengths[b]);
                Real* grad = in.x.grad().row(in.packed.row(t, b));
                add_scaled(grad, share, node.grad.row(b), node.grad.cols);
            }
    });
}

Var pool_max(Tape& tape, const PoolInput& in) {
    const Tensor out = tape.arena().tensor(in.packed.batch(), in.x.cols());
    Index* const winner = tape.arena().array<Index>(out.size()); // [B,H] row of the maximum in x
    for (Index t = 0; t < in.packed.steps(); ++t)
        for (Index b = 0; b < in.packed.batch_size(t); ++b) {
            const Index row = in.packed.row(t, b);
            const Real* state = in.x.value().row(row);
            for (Index j = 0; j < out.cols; ++j) {
                const bool larger = t == 0 || state[j] > out(b, j) || std::isnan(state[j]);
                out(b, j) = larger ? state[j] : out(b, j);
                winner[b * out.cols + j] = larger ? row : winner[b * out.cols + j];
            }
        }
    return tape.record("pool_max", out, in.x.needs_grad(), [in, winner](Node& node) {
        for (Index b = 0; b < node.grad.rows; ++b)
            for (Index j = 0; j < node.grad.cols; ++j)
                in.x.grad()(winner[b * node.grad.cols + j], j) += node.grad(b, j);
    });
}

// softmax of each sequence's scores [N,1]; subtracts the maximum so that exp cannot overflow.
static Tensor attention_weights(Arena& arena, Tensor scores, const Packed& packed) {
    const Tensor weights = arena.tensor(scores.rows, 1);
    for (Index b = 0; b < packed.batch(); ++b) {
        Real most = scores.data[b], sum = 0;
        for (Index t = 1; t < packed.lengths[b]; ++t)
            most = std::max(most, scores.data[packed.row(t, b)]);
        for (Index t = 0; t < packed.lengths[b]; ++t) {
            const Index row = packed.row(t, b);
            sum += weights.data[row] = std::exp(scores.data[row] - most);
        }
        for (Index t = 0; t < packed.lengths[b]; ++t) weights.data[packed.row(t, b)] /= sum;
    }
    return weights;
}

Var pool_attention(Tape& tape, const PoolInput& in) {
    const Tensor weights = attention_weights(tape.arena(), in.scores.value(), in.packed);
    const Tensor out = tape.arena().zeros(in.packed.batch(), in.x.cols());
    for (Index b = 0; b < out.rows; ++b)
        for (Index t = 0; t < in.packed.lengths[b]; ++t) {
            const Index row = in.packed.row(t, b);
            add_scaled(out.row(b), weights.data[row], in.x.value().row(row), out.cols);
        }
    const bool needs_grad = in.x.needs_grad() || in.scores.needs_grad();
    return tape.record("pool_attention", out, needs_grad, [=](Node& node) {
        for (Index b = 0; b < node.grad.rows; ++b) {
            const Real* const grad = node.grad.row(b);
            // With out = sum_t w_t x_t, w = softmax(s) and g = d loss / d out:
            //     d loss / d w_t = x_t . g,  d w_u / d s_t = w_u (1[u = t] - w_t), so
            //     d loss / d s_t = w_t (x_t . g - sum_u w_u x_u . g) = w_t (x_t . g - out . g)
            Real out_dot = 0;
            for (Index j = 0; j < node.grad.cols; ++j) out_dot += node.value(b, j) * grad[j];
            for (Index t = 0; t < in.packed.lengths[b]; ++t) {
                const Index row = in.packed.row(t, b);
                Real dot = 0;
                for (Index j = 0; j < node.grad.cols; ++j) dot += in.x.value()(row, j) * grad[j];
                if (in.scores.needs_grad())
                    in.scores.grad().data[row] += weights.data[row] * (dot - out_dot);
                if (in.x.needs_grad())
                    add_scaled(in.x.grad().row(row), weights.data[row], grad, node.grad.cols);
            }
        }
    });
}

std::span<const Pooling> poolings() {
    static constexpr Pooling table[] = {{"last", false, pool_last}, {"mean", false, pool_mean},
                                        {"max", false, pool_max},
                                        {"attention", true, pool_attention}};
    return table;
}

} // namespace textrnn
