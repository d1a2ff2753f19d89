// Objective: what `textrnn pretrain` minimises. It owns the parameters and the memory of its steps.
#pragma once

#include "autograd/parameter.h"
#include "data/corpus.h"
#include "optim/optimizer.h"
#include "train/config.h"

namespace textrnn {

struct ObjectiveLoss {     // of one step
    double sum = 0;        // sum of the losses of the step's predictions, or of a sample of them
    Index predictions = 0; // number of losses in `sum`
    Index tokens = 0;      // number of tokens of the step, before subsampling
    std::string divergence; // name of a NaN or infinite value, e.g. "the loss"; "": none was found
};

class Objective {
public:
    virtual ~Objective() = default;

    virtual Index steps() const = 0; // of an epoch
    // Step `step` in [0, steps()) of epoch 0, 1, ...: one update. The result depends on the
    // parameters, the optimizer's state and the arguments, not on the number of threads.
    virtual ObjectiveLoss step(Index epoch, Index step, double learning_rate) = 0;
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

// Both functions throw as check_predictable does. Config, texts and threads must outlive the
// objective, which may refer to them.
std::unique_ptr<Objective> make_word2vec(const Config&, const Texts&, Threads&);
// Throws Error(kBadConfig) for another input than "lookup", no cell, or 2+ bidirectional layers.
std::unique_ptr<Objective> make_language_model(const Config&, const Texts&, Threads&);

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
