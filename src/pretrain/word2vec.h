// word2vec with negative sampling (Mikolov et al. 2013): the embedding table learns to predict
// neighbouring words. Each center of a block has a query vector q: its embedding, which predicts
// each neighbour (skip-gram), or the mean embedding of its neighbours, which predicts the center
// (cbow). The loss of the block is
//     sum over predictions of a word t by q   -log sigmoid(q . output_t)
//   + sum over queries q   w_q  sum over the S negative samples s   -log sigmoid(-q . output_s)
// with w_q = (number of q's predictions) * negatives / S: the gradient has the same expected value
// as with `negatives` separate samples per prediction. A sample may be t. All queries share the
// samples, so the dots are a matrix product (Ji et al. 2016, "Parallelizing Word2Vec in Shared and
// Distributed Memory"). As a network: lookup, a product with the output table, a logistic loss, no
// RNN; a classifier can start from the embedding table. word2vec_objective.cpp updates the rows.
#pragma once

#include "core/arena.h"
#include "pretrain/windows.h"

namespace textrnn {

struct Word2vec {
    Tensor embedding; // [V, D] vectors of words as inputs: the result of the training
    Tensor output;    // [V, D] vectors of words as predictions
    bool cbow;
    double negatives; // negative samples per prediction

    // Number of predictions of the center's query.
    Index predictions(const Windows::Center& c) const { return cbow ? 1 : c.neighbors(); }
};

// Rows of a table and their gradients. A step adds up the rows of `grad` that have the same id.
struct RowGradient {
    std::span<const TokenId> ids; // [N]
    Tensor values, grad;          // [N, D]
    // Estimated second derivative of the loss by a row, as a scalar; mean over the rows. Table row
    // i has the rate lr / (1 + lr c); c is the sum of `curvature` over the step's rows with id i.
    double curvature = 0;

    RowGradient slice(Index first, Index count) const { // without ids and curvature
        return {{}, values.slice(first, count), grad.slice(first, count)};
    }
};

struct BlockGradient {
    RowGradient embedding;
    RowGradient words, negatives; // of the output table
};

// Gradient of the block's loss; adds the loss to *loss unless `loss` is nullptr. The ids lie in
// `windows` or `arena`, the gradients in `arena`, the values and temporaries in `memory`, which
// stays in the cache if the caller resets it before each block. Precondition: there is a center.
BlockGradient word2vec(Arena& arena, Arena& memory, const Word2vec&, const Windows&, double* loss);
// The same from ops on a tape. Sums have another order, so the bits differ.
BlockGradient word2vec_reference(Arena& arena, Arena& memory, const Word2vec&, const Windows&,
                                 double* loss);

} // namespace textrnn
