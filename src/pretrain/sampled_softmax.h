// Sampled softmax (Jean et al. 2015, "On Using Very Large Target Vocabulary for Neural Machine
// Translation"): a word competes with S drawn words instead of all V.
#pragma once

#include "autograd/ops.h"
#include "pretrain/windows.h"

namespace textrnn {

// Computes the sum over m of -log p(words[m] | states row m), divided by `total`. p is the softmax
// of row m's dot products with the rows of `output` [V, H] for its word and for all samples, each
// less the log of its word's expected number of draws: frequent words are drawn more often. Row m
// leaves out samples that equal its word. states: [M, H]; words: [M]; samples: [S], from the noise.
Var sampled_softmax_loss(Tape&, Var states, std::span<const TokenId> words,
                         std::span<const TokenId> samples, Table output, const NoiseDistribution&,
                         Real total);

} // namespace textrnn
