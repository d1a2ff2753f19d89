// Cost of a training step as the vocabulary grows. All points are measured alternately, round after
// round, so that a slow phase of the machine affects them equally.
#pragma once

#include "ablation/parity.h"
#include "ablation/results.h"
#include "autograd/parameter.h"

namespace textrnn {

// Times TrainState::step on one thread with the config's model and synthetic texts of
// Zipf-distributed words: for every ablation.vocabulary_sizes, and every arm of ablation.arms with
// its optimizers. None if stopped.
std::optional<CostRun> measure_cost(const Config&, const ContinueCallback&);

struct TextCounts { // of a batch
    Index texts, tokens, unique_tokens;
};

// Multiply-adds of the matrix products in a forward pass without embedding dropout.
double forward_multiply_adds(const Parameters&, const TextCounts&);

// The same for a training step: each product forward and its two derivatives (only the weight's for
// one-hot input).
double step_multiply_adds(const Parameters&, const TextCounts&);

} // namespace textrnn
