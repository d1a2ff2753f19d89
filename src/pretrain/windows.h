// Windows: the (word, neighbour) pairs of word2vec in a block of consecutive tokens, and its
// negative samples (Mikolov et al. 2013, "Distributed Representations of Words and Phrases and
// their Compositionality"). All draws are functions of seed, epoch and token or block number.
#pragma once

#include "core/random.h"
#include "data/corpus.h"
#include "train/config.h"

namespace textrnn {

// Throws Error(kBadConfig) if no sequence has two words of the vocabulary: nothing is predicted.
void check_predictable(const Dataset& sequences);

// The distribution of token ids by frequency to the power 0.75. draw() takes constant time (alias
// method: Vose 1991, "A linear algorithm for generating random numbers with a given distribution").
class NoiseDistribution {
public:
    explicit NoiseDistribution(const std::vector<Index>& counts); // [V], not all 0; 0: not drawn
    TokenId draw(Random& random) const {
        const auto slot = static_cast<TokenId>(random.below(keep_.size()));
        return random.uniform() < keep_[slot] ? slot : alias_[slot];
    }
    double probability(TokenId id) const { return probability_[id]; }

private:
    std::vector<double> probability_; // [V]
    std::vector<double> keep_;        // [V] probability that slot i returns id i
    std::vector<TokenId> alias_;      // [V] the id that slot i returns otherwise
};

struct Windows {
    struct Center {
        Index token;      // its index in `tokens`
        Index begin, end; // its neighbours: tokens [begin, end) without `token`
        Index neighbors() const { return end - begin - 1; }
    };
    std::vector<TokenId> tokens;    // [T] the block's tokens after subsampling, and up to `window`
                                    // tokens of the same text on each side
    std::vector<Center> centers;    // [P] the block's tokens that have a neighbour
    std::vector<TokenId> negatives; // [S] negative samples, shared by all centers
};

class WindowSampler {
public:
    static constexpr Index kBlockTokens = 256; // tokens of a block, before subsampling
    static constexpr Index kNegatives = 32;    // S

    // Keeps a reference: `texts` must outlive it. Throws as check_predictable does.
    WindowSampler(const Texts& texts, const PretrainOptions&);

    Index blocks() const { // of an epoch
        return (texts_.data.ids.size() + kBlockTokens - 1) / kBlockTokens;
    }
    // Draws the windows of a block into `windows`, replacing its content and reusing its memory.
    void sample(Index epoch, Index block, Windows& windows) const;

private:
    struct Range { // token numbers [begin, end)
        Index begin, end;
    };
    void add_text(Range text, Range block, Index epoch, Windows& windows) const;

    const Texts& texts_;
    Index window_, seed_;
    NoiseDistribution noise_;
    std::vector<double> keep_; // [V] probability of being kept; above 1: always; <pad>, <unk>: 0
};

} // namespace textrnn
