// Pooling ops: packed states [N, H] of all tokens to one vector per sequence [B, H].
#include "autograd/ops.h"

#include <cmath>

namespace textrnn {

namespace {

// Row of a sequence's last token. (The row of sequence b's first token is b.)
Index last_row(const Packed& packed, Index sequence) {
    return packed.row(packed.lengths[sequence] - 1, sequence);
}

} // namespace

Var pool_last(Tape& tape, const PoolInput& in) {
    const Var x = in.x;
    const Packed& packed = in.packed;
    const Index reverse_from = in.reverse_from;
    const Tensor out = tape.arena().tensor(packed.batch(), x.cols());
    for (Index b = 0; b < out.rows; ++b) {
        std::copy_n(x.value().row(last_row(packed, b)), reverse_from, out.row(b));
        std::copy(x.value().row(b) + reverse_from, x.value().row(b) + x.cols(),
                  out.row(b) + reverse_from);
    }
    return tape.record("pool_last", out, x.needs_grad(), [x, &packed, reverse_from](Node& node) {
        for (Index b = 0; b < node.grad.rows; ++b)
            for (Index j = 0; j < node.grad.cols; ++j) {
                const Index row = j < reverse_from ? last_row(packed, b) : b;
                x.grad()(row, j) += node.grad(b, j);
            }
    });
}

Var pool_mean(Tape& tape, const PoolInput& in) {
    const Var x = in.x;
    const Packed& packed = in.packed;
    const Tensor out = tape.arena().zeros(packed.batch(), x.cols());
    for (Index t = 0; t < packed.steps(); ++t)
        for (Index b = 0; b < packed.batch_size(t); ++b) {
            const Real* state = x.value().row(packed.row(t, b));
            for (Index j = 0; j < out.cols; ++j) out(b, j) += state[j];
        }
    for (Index b = 0; b < out.rows; ++b)
        for (Index j = 0; j < out.cols; ++j) out(b, j) /= static_cast<Real>(packed.lengths[b]);
    return tape.record("pool_mean", out, x.needs_grad(), [x, &packed](Node& node) {
        for (Index t = 0; t < packed.steps(); ++t)
            for (Index b = 0; b < packed.batch_size(t); ++b) {
                const Real share = 1 / static_cast<Real>(packed.lengths[b]);
                Real* grad = x.grad().row(packed.row(t, b));
                for (Index j = 0; j < node.grad.cols; ++j) grad[j] += node.grad(b, j) * share;
            }
    });
}

Var pool_max(Tape& tape, const PoolInput& in) {
    const Var x = in.x;
    const Packed& packed = in.packed;
    const Tensor out = tape.arena().tensor(packed.batch(), x.cols());
    Index* const winner = tape.arena().array<Index>(out.size()); // [B,H] row of the maximum in x
    for (Index b = 0; b < out.rows; ++b)
        for (Index j = 0; j < out.cols; ++j) {
            out(b, j) = x.value()(b, j);
            winner[b * out.cols + j] = b;
        }
    for (Index t = 1; t < packed.steps(); ++t)
        for (Index b = 0; b < packed.batch_size(t); ++b) {
            const Index row = packed.row(t, b);
            const Real* state = x.value().row(row);
            for (Index j = 0; j < out.cols; ++j) {
                const bool larger = state[j] > out(b, j);
                out(b, j) = larger ? state[j] : out(b, j);
                winner[b * out.cols + j] = larger ? row : winner[b * out.cols + j];
            }
        }
    return tape.record("pool_max", out, x.needs_grad(), [x, winner](Node& node) {
        for (Index b = 0; b < node.grad.rows; ++b)
            for (Index j = 0; j < node.grad.cols; ++j)
                x.grad()(winner[b * node.grad.cols + j], j) += node.grad(b, j);
    });
}

namespace {

// softmax of each sequence's scores [N,1]; subtracts the maximum so that exp cannot overflow.
Tensor attention_weights(Arena& arena, Tensor scores, const Packed& packed) {
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

} // namespace

Var pool_attention(Tape& tape, const PoolInput& in) {
    const Var x = in.x, scores = in.scores;
    const Packed& packed = in.packed;
    const Tensor weights = attention_weights(tape.arena(), scores.value(), packed);
    const Tensor out = tape.arena().zeros(packed.batch(), x.cols());
    for (Index b = 0; b < out.rows; ++b)
        for (Index t = 0; t < packed.lengths[b]; ++t) {
            const Index row = packed.row(t, b);
            for (Index j = 0; j < out.cols; ++j)
                out(b, j) += weights.data[row] * x.value()(row, j);
        }
    const bool needs_grad = x.needs_grad() || scores.needs_grad();
    return tape.record("pool_attention", out, needs_grad, [=, &packed](Node& node) {
        for (Index b = 0; b < node.grad.rows; ++b) {
            const Real* const grad = node.grad.row(b);
            // With out = sum_t w_t x_t, w = softmax(s) and g = d loss / d out:
            //     d loss / d w_t = x_t . g,  d w_u / d s_t = w_u (1[u = t] - w_t), so
            //     d loss / d s_t = w_t (x_t . g - sum_u w_u x_u . g) = w_t (x_t . g - out . g)
            Real out_dot = 0;
            for (Index j = 0; j < node.grad.cols; ++j) out_dot += node.value(b, j) * grad[j];
            for (Index t = 0; t < packed.lengths[b]; ++t) {
                const Index row = packed.row(t, b);
                Real dot = 0;
                for (Index j = 0; j < node.grad.cols; ++j) dot += x.value()(row, j) * grad[j];
                if (scores.needs_grad())
                    scores.grad().data[row] += weights.data[row] * (dot - out_dot);
                if (x.needs_grad())
                    for (Index j = 0; j < node.grad.cols; ++j)
                        x.grad()(row, j) += weights.data[row] * grad[j];
            }
        }
    });
}

} // namespace textrnn
