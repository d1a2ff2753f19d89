// Word vectors of a model: nearest neighbours, and agreement with human judgement of similarity.
#pragma once

#include "io/json_record.h"
#include "train/model_file.h"

namespace textrnn {

struct Neighbor {
    std::string word;
    double similarity = 0; // cosine
};
void members(Neighbor& n, auto visit) { visit("word", n.word)("similarity", n.similarity); }

// A sum of words' unit vectors, each times a factor: {king, 1}, {woman, 1}, {man, -1} is near queen
// (Mikolov et al. 2013).
using WordSum = std::vector<std::pair<TokenId, double>>;
// Returns at most `count` words by falling cosine of row and sum, ties by id, without the words of
// the sum, <pad>, <unk> and rows of zeros; none if the sum is zero. `table` is [V, D]; ids < V.
std::vector<Neighbor> nearest_neighbors(Tensor table, const Vocabulary&, const WordSum&,
                                        Index count);

struct WordNeighbors {
    std::string word;
    // The nearest 5 words before and after training; both empty if the vocabulary lacks the word.
    std::vector<Neighbor> before, after;
};
void members(WordNeighbors& w, auto visit) {
    visit("word", w.word)("before", w.before)("after", w.after);
}

// Spearman's correlation of lists of equal length, without NaN; equal values share the mean of
// their ranks. NaN for fewer than two values, or if all values of a list are equal.
double spearman(const std::vector<double>& a, const std::vector<double>& b);

struct PairAgreement {
    double spearman = 0;
    Index known = 0; // pairs with both words among the vectors; `spearman` is of these only
    Index pairs = 0; // all pairs of the file
};

// Correlates the scores of word pairs with the cosines of the words' rows. The file (WordSim353,
// SimLex-999) has lines "WORD<TAB>WORD<TAB>SCORE" and comments "#...". As in gensim, looks words up
// without regard to case (the most frequent spelling) among the 300,000 most frequent words. Throws
// as open_lines and LineReader do, and Error(kBadData) for a malformed line or a NaN result.
PairAgreement compare_pairs(const std::string& path, const Vocabulary&, Tensor table);

} // namespace textrnn
