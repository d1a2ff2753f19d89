// Word vectors of a model: nearest neighbours, and which words to look at.
#pragma once

#include "ablation/results.h"
#include "data/corpus.h"
#include "train/model_file.h"

namespace textrnn {

// The table with one row per word: embedding.weight [V, D]; in a model without embedding, the
// transposed input weights of the first RNN layer [V, gates x hidden size].
Tensor word_table(const Classifier&);

// The (at most) `count` words whose rows have the largest cosine similarity to the row of `word`,
// most similar first, ties by id. Excludes `word`, <pad>, <unk> and rows of zeros. `table` is
// [V, any]; `word` is below V.
std::vector<Neighbor> nearest_neighbors(Tensor table, const Vocabulary&, TokenId word,
                                        Index count);

// Of the 1,000 most frequent words, the (at most) `count` words that best separate the first from
// the last label: alternately a word typical of the last label and a word typical of the first.
std::vector<std::string> telling_words(const Corpus&, Index count);

} // namespace textrnn
