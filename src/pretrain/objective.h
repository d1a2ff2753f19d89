// Objective: what `textrnn pretrain` minimises. It owns the parameters and the memory of its steps.
#pragma once

#include "autograd/ops.h"
#include "pretrain/windows.h"
#include "train/step.h"

namespace textrnn {

class Objective {
public:
    virtual ~Objective() = default;

    virtual Index steps() const = 0; // of an epoch
    // One update: step `step` in [0, steps()) of epoch 0, 1, ... The update depends on parameters,
    // optimizer state and arguments, not on the number of threads. StepResult: `loss` is the sum of
    // `predictions` losses (word2vec: of one block); `tokens` counts before subsampling.
    virtual StepResult step(Index epoch, Index step, double learning_rate) = 0;
    virtual Parameters& parameters() = 0;              // under PyTorch's names
    virtual Optimizer* optimizer() { return nullptr; } // nullptr: updates keep no state
};

struct PretrainMethod {
    const char* name;     // value of pretrain.method
    double learning_rate; // default of pretrain.learning_rate
    Index negatives;      // default of pretrain.negatives
    // Precondition: pretrain.learning_rate and pretrain.negatives are not 0.
    std::unique_ptr<Objective> (*make)(const Config&, const Texts&, Threads&);
};

// Both functions throw as check_predictable does. Their arguments must outlive the objective.
std::unique_ptr<Objective> make_word2vec(const Config&, const Texts&, Threads&);
// Throws Error(kBadConfig) for another input than "lookup", no cell, or 2+ bidirectional layers.
std::unique_ptr<Objective> make_language_model(const Config&, const Texts&, Threads&);

// Sampled softmax (Jean et al. 2015, "On Using Very Large Target Vocabulary for Neural Machine
// Translation"): the sum over m of -log p(words[m] | states row m), divided by `total`. p is the
// softmax over words[m] and the samples that differ from it, not over all V words; a word's score
// is the dot product of states row m and its row of `output` [V, H], minus log(its expected number
// of draws). Frequent words are drawn more often as wrong answers: with this subtraction (the log-q
// correction), the dot product learns the word's log probability among all V words, up to a
// constant. states: [M, H]; words: [M], each with a probability above 0 in the noise; samples: [S],
// drawn from the noise. words and samples must outlive Tape::backward().
Var sampled_softmax_loss(Tape&, Var states, std::span<const TokenId> words,
                         std::span<const TokenId> samples, Table output, const NoiseDistribution&,
                         Real total);

// cbow has a higher rate than the original program word2vec.c (0.05): here, each of the n
// embeddings in a mean gets 1/n of the mean's gradient; there, the whole gradient (Irsoy et al.
// 2021, "Corrected CBOW Performs as well as Skip-gram"). Of 0.05, 0.1, 0.2 and 0.3, WordSim-353 was
// best with 0.2 on 20 million words, and with 0.3 on 3 million.
inline constexpr PretrainMethod kPretrainMethods[] = {
    {"skip_gram", 0.025, 5, make_word2vec},
    {"cbow", 0.2, 5, make_word2vec},
    {"language_model", 0.003, 256, make_language_model},
};

} // namespace textrnn
