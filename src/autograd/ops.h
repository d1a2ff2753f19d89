// Differentiable ops: each appends its value and its derivative to the tape. Shapes: N rows, U rows
// to pick from, B sequences, I input and O output features, H features, V vocabulary size, D
// embedding size, C classes. Spans (except `parts`), Packed and Table::gradient must outlive
// Tape::backward().
#pragma once

#include "autograd/sparse_gradient.h"
#include "autograd/tape.h"
#include "core/packed.h"
#include "core/random.h"
#include "core/token.h"

#include <span>

namespace textrnn {

// Products (ops_linear.cpp)
Var linear(Tape&, Var x, Var weight, Var bias); // x [N,I], weight [O,I], bias [1,O] or Var{}
                                                // -> x weight^T + bias  [N,O]
Var matmul(Tape&, Var a, Var b);                // a [N,I], b [I,O] -> a b  [N,O]
Var row_dots(Tape&, Var a, Var b);              // a, b [N,I] -> the dot of each row  [N,1]
// weight^T for gemm(): Node::packed if it has panels, else packed in the arena. Adds no node.
PackedMatrix packed_transpose(Tape&, Var weight);

// Elementwise (ops_elementwise.cpp); inputs and output have the same shape; b of add may be a row
Var add(Tape&, Var a, Var b);       // a + b; a [N,H], b [N,H] or [1,H] (for every row of a)
Var multiply(Tape&, Var a, Var b);  // a * b
Var one_minus(Tape&, Var a);        // 1 - a
Var sigmoid(Tape&, Var a);          // 1 / (1 + e^-a)
Var tanh(Tape&, Var a);             // (e^a - e^-a) / (e^a + e^-a)
Var relu(Tape&, Var a);             // max(0, a); derivative 0 at 0
// Zeroes each element with probability p < 1 and divides the others by 1 - p (inverted dropout,
// Srivastava et al. 2014), so the mean stays the same. Element i uses random.bits(i).
Var dropout(Tape&, Var a, double p, const Random& random);

// Shapes (ops_shape.cpp)
Var slice_rows(Tape&, Var a, Index first, Index count); // rows [first, first+count) of a
Var slice_cols(Tape&, Var a, Index first, Index count); // columns [first, first+count) of a
Var pick_rows(Tape&, Var a, std::span<const Index> rows); // a [U,H], rows [N] -> a[rows]  [N,H]
Var concat_rows(Tape&, std::span<const Var> parts);       // [n1,H], [n2,H], ... -> [n1+n2+..., H]
Var concat_cols(Tape&, Var a, Var b);                     // [N,H1], [N,H2] -> [N, H1+H2]

// Embedding (ops_embedding.cpp)
struct Table {
    Tensor values;            // [V,D]
    SparseGradient* gradient; // of dim D; lookup's backward adds to it; nullptr: no gradient
};
Var lookup(Tape&, const Table&, std::span<const TokenId> ids);           // ids [N] -> [N,D]
Tensor gather_rows(Arena&, Tensor table, std::span<const TokenId> ids);  // the same without a tape
Var one_hot(Tape&, std::span<const TokenId> ids, Index vocabulary_size); // ids [N] -> [N,V]
// matmul(one_hot(ids), b) with the one-hot rows in compressed sparse row (CSR) form.
Var csr_matmul(Tape&, std::span<const TokenId> ids, Var b); // ids [N], b [V,D] -> [N,D]

// Pooling over the tokens of each sequence (ops_pooling.cpp): packed states [N,H] -> [B,H]
struct PoolInput {
    Var x;               // [N,H], rows as in core/packed.h
    const Packed& packed;
    bool is_reverse;     // x has the states of the reverse RNN; only pool_last uses it
    Var scores = {};     // [N,1] attention scores; only pool_attention uses them
};
Var pool_last(Tape&, const PoolInput&); // state at the last token; if is_reverse, at the first
Var pool_mean(Tape&, const PoolInput&);
Var pool_max(Tape&, const PoolInput&);  // among equal maxima, the first receives the gradient
Var pool_attention(Tape&, const PoolInput&); // sum_t softmax(scores)_t x_t, softmax per sequence
struct Pooling {
    const char* name;
    bool needs_scores; // PoolInput::scores must be set
    Var (*pool)(Tape&, const PoolInput&);
};
std::span<const Pooling> poolings(); // all poolings; model.pooling in the config is a `name`

// Loss (ops_loss.cpp)
// Weighted cross-entropy [1,1] with label smoothing:
//     loss = -sum_b sum_c w_c q_bc log softmax(logits_b)_c / normalizer
//     q_bc = smoothing / C + (1 - smoothing if c is the label of b, else 0)
// w = class_weights [C]; empty: all 1. If the normalizer is the sum of w_label over the
// batch, the losses of the batch's shards add up to PyTorch's cross_entropy of the batch.
Var cross_entropy(Tape&, Var logits, std::span<const Index> labels,
                  std::span<const Real> class_weights, Real smoothing, Real normalizer);
// Logistic loss [1,1] of scores [N,M], weights [N]; sign: 1 if all targets are 1, -1 if all are 0
//     loss = sum_n weights_n sum_m -log sigmoid(sign scores_nm)
Var logistic_loss(Tape&, Var scores, Real sign, std::span<const Real> weights);

// For predictions, without a tape: logits [C] -> softmax(logits) [C].
std::vector<Real> softmax(const Real* logits, Index classes);
// -log softmax(logits)_label
double negative_log_likelihood(const Real* logits, Index classes, Index label);

} // namespace textrnn
