// The ops: each computes its value, and knows its derivative. N: rows (tokens or sequences), B:
// sequences of a shard, H: features, C: classes. Packed inputs [N, H] lie as core/packed.h says.
#pragma once

#include "autograd/sparse_gradient.h"
#include "autograd/tape.h"
#include "core/packed.h"
#include "core/random.h"
#include "core/token.h"

#include <span>

namespace textrnn {

// Products (ops_linear.cpp)
Var linear(Tape&, Var x, Var weight, Var bias); // x [N,I], weight [O,I], bias [1,O] or none
                                                // -> x weight^T + bias  [N,O]
Var matmul(Tape&, Var a, Var b);                // a [N,I], b [I,O] -> a b  [N,O]

// Element by element (ops_elementwise.cpp)
Var add(Tape&, Var a, Var b);      // a + b
Var add_row(Tape&, Var a, Var row); // row [1,H] added to every row of a [N,H]
Var multiply(Tape&, Var a, Var b); // a b
Var one_minus(Tape&, Var a);       // 1 - a
Var sigmoid(Tape&, Var a);         // 1 / (1 + e^-a)
Var tanh(Tape&, Var a);            // (e^a - e^-a) / (e^a + e^-a)
Var relu(Tape&, Var a);            // max(0, a), derivative 0 at 0
// Zeroes elements with probability p and divides the others by 1 - p (Srivastava et al. 2014), so
// that nothing need be done at prediction. Masks are draws random.bits(0), bits(1), ...
Var dropout(Tape&, Var a, double p, const Random& random);

// Shapes (ops_shape.cpp)
Var slice_rows(Tape&, Var a, Index first, Index count);
Var slice_cols(Tape&, Var a, Index first, Index count);
Var pick_rows(Tape&, Var a, std::span<const Index> rows); // rows of a [U,H], any number of times
                                                          // each -> [N,H]
Var concat_rows(Tape&, std::span<const Var> parts); // [n1,H], [n2,H], ... -> [n1+n2+..., H]
Var concat_cols(Tape&, Var a, Var b);               // [N,H1], [N,H2] -> [N, H1+H2]

// Embedding (ops_embedding.cpp)
struct Table {
    Tensor values;         // [V,D]
    SparseGradient* gradient; // ops add to its rows; nullptr: no gradient is wanted
};
Var lookup(Tape&, const Table&, std::span<const TokenId> ids); // rows of the table -> [N,D]
// The textbook's other half: ids -> one-hot rows [N,V], to be multiplied with the table.
Var one_hot(Tape&, std::span<const TokenId> ids, Index vocabulary_size);

// From all tokens of a sequence to one vector (ops_pooling.cpp); packed [N,H] -> [B,H]
// The state at the last token; of columns >= backward_from (a reverse RNN's), at the first.
Var pool_last(Tape&, Var x, const Packed&, Index backward_from);
Var pool_mean(Tape&, Var x, const Packed&);
Var pool_max(Tape&, Var x, const Packed&); // the gradient goes to the earliest maximum
// Weighted mean with weights softmax(scores [N,1]) over each sequence's tokens.
Var pool_attention(Tape&, Var x, Var scores, const Packed&);

// Loss (ops_loss.cpp)
// -sum_b sum_c w_c q_bc log softmax(logits_b)_c / normalizer  [1,1], where q_bc is smoothing / C,
// and 1 - smoothing more at the label (PyTorch's cross_entropy; its "mean" divides by the sum of
// the labels' weights). No class weights w [C] means all 1.
Var cross_entropy(Tape&, Var logits, std::span<const Index> labels,
                  std::span<const Real> class_weights, Real smoothing, Real normalizer);
// sum_i,j w(i,j) a(i,j)  [1,1]; a scalar for gradient checks.
Var weighted_sum(Tape&, Var a, Tensor weights);

// Row-wise softmax(logits) into `out`, and -log of its element `label`; for predictions.
void softmax_row(const Real* logits, Index classes, Real* out);
double negative_log_likelihood(const Real* logits, Index classes, Index label);

} // namespace textrnn
