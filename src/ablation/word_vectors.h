// What a table of word vectors has learned: nearest neighbours, and a map of it.
#pragma once

#include "ablation/results.h"
#include "data/corpus.h"
#include "train/model_file.h"

namespace textrnn {

// The rows that stand for words: embedding.weight, or, in a model without embedding, the words'
// rows of its input weights.
Tensor word_table(const Classifier&);

// The `count` words whose rows have the largest cosine similarity with that of `word`, which is in
// the vocabulary; nearest first. <pad> and <unk> are left out, and rows of zeros.
std::vector<Neighbor> nearest_neighbors(Tensor table, const Vocabulary&, TokenId word,
                                        Index count);

// For each word in how many training texts of the last label it stands, against the first label:
// (p - q) / (p + q), p and q the shares of these labels' texts that have it, smoothed by one text.
std::vector<double> label_weights(const Corpus&); // [V], in [-1, 1]

// Words to look at where none are asked for: of the 1,000 most frequent, those with the strongest
// weights, half for each of the two labels.
std::vector<std::string> telling_words(const Vocabulary&, const std::vector<double>& weights,
                                       Index count);

// The rows of the `count` most frequent words in the plane of their first two principal components
// (Pearson 1901); `variance` receives each one's share of the variance.
std::vector<MapPoint> word_map(Tensor table, const Vocabulary&, const std::vector<double>& weights,
                               Index count, double variance[2]);

} // namespace textrnn
