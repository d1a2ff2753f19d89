// word2vec with negative sampling (Mikolov et al. 2013): the embedding table learns to predict
// neighbouring words. The loss of a block has a query vector for each center: the center's
// embedding, which predicts each neighbour (skip_gram), or the mean embedding of the neighbours,
// which predicts the center (cbow):
//     sum over predictions (query q, word t)   -log sigmoid(q . output_t)
//   + sum over queries q  w_q  sum over negatives s   -log sigmoid(-q . output_s)
// All queries of a block share the S negatives (Ji et al. 2016, "Parallelizing Word2Vec in Shared
// and Distributed Memory"), so the dots are a matrix product. w_q = predictions of q * negatives /
// S: the expected gradient equals the gradient with `negatives` samples per prediction.
#pragma once

#include "autograd/tape.h"
#include "pretrain/windows.h"

#include <span>

namespace textrnn {

struct Word2vecTables {
    Tensor embedding; // [V, D] vectors of words as inputs; the result of the training
    Tensor output;    // [V, D] vectors of words as predictions
};

// Gradient of some rows of a table. An id may occur several times: its rows add up.
struct RowGradient {
    std::span<const TokenId> ids; // [N]
    Tensor rows;                  // [N, D]
    double curvature = 0;         // bound of the loss's second derivative by a row, on average
};

struct BlockGradient {
    RowGradient embedding;
    RowGradient words, negatives; // of the output table
};

// Computes the gradient of the block's loss, and the loss if `loss` is not nullptr. The result lies
// in the arena and in `windows`. Precondition: there is at least one center.
using Word2vecFunction = BlockGradient (*)(Arena&, const Word2vecTables&, const Windows&,
                                           double negatives, double* loss);
BlockGradient skip_gram(Arena&, const Word2vecTables&, const Windows&, double negatives,
                        double* loss);
BlockGradient cbow(Arena&, const Word2vecTables&, const Windows&, double negatives, double* loss);
// The references: the same from ops on a tape. Sums have another order, so the bits differ.
BlockGradient skip_gram_reference(Arena&, const Word2vecTables&, const Windows&, double negatives,
                                  double* loss);
BlockGradient cbow_reference(Arena&, const Word2vecTables&, const Windows&, double negatives,
                             double* loss);

struct Word2vecMethod {
    const char* name;
    Word2vecFunction fused, reference; // by model.implementation
    bool predicts_neighbors;           // false: predicts centers
};
std::span<const Word2vecMethod> word2vec_methods(); // "skip_gram", "cbow"

} // namespace textrnn
