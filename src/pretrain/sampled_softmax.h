// Sampled softmax (Jean et al. 2015, "On Using Very Large Target Vocabulary for Neural Machine
// Translation"): a word competes with S drawn words instead of all V.
#pragma once

#include "autograd/ops.h"
#include "pretrain/windows.h"

namespace textrnn {

// Computes the sum over m of -log p(words[m] | states row m), divided by `total`. p is the softmax
// over words[m] and the samples that differ from it; a word's score is the dot product of states
// row m and the word's row of `output` [V, H], minus log(the word's expected number of draws). With
// this subtraction (the log-q correction), the dot product learns the word's log probability among
// all V words, up to a constant. Without it, the dot product would learn the log probability minus
// log(expected draws), because frequent words are drawn more often as wrong answers.
// states: [M, H]; words: [M], each with a probability above 0 in the noise; samples: [S], drawn
// from the noise. words and samples must outlive Tape::backward().
Var sampled_softmax_loss(Tape&, Var states, std::span<const TokenId> words,
                         std::span<const TokenId> samples, Table output, const NoiseDistribution&,
                         Real total);

} // namespace textrnn
