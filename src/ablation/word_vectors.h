// Word vectors of a model: nearest neighbours, and which words to look at.
#pragma once

#include "ablation/results.h"
#include "data/corpus.h"
#include "train/model_file.h"

namespace textrnn {

// The table with one row per word: embedding.weight [V, D]; in a model without embedding, the
// transposed input weights [V, G H] of the first RNN layer.
Tensor word_table(const Classifier&);

// The (at most) `count` words whose rows have the largest cosine similarity to the row of `word`,
// most similar first, ties by id. Excludes `word`, <pad>, <unk> and rows of zeros. `table` is
// [V, any]; `word` is below V.
std::vector<Neighbor> nearest_neighbors(Tensor table, const Vocabulary&, TokenId word,
                                        Index count);

// For each word (p - q) / (p + q) in [-1, 1], where p and q are the shares of the training texts
// that contain the word, among texts of the last label (p) and of the first label (q). Each count
// starts at 1 (of 2 texts), so that rare words are near 0.
std::vector<double> label_weights(const Corpus&); // [V]

// Of the 1,000 most frequent words, the (at most) `count` words with the largest and the smallest
// label weight, alternating.
std::vector<std::string> telling_words(const Corpus&, Index count);

} // namespace textrnn
