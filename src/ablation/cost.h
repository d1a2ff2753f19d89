// What a training step costs as the vocabulary grows: all points measured in turn, round after
// round, so that a slow minute of the machine falls on all of them.
#pragma once

#include "ablation/parity.h"
#include "ablation/records.h"

namespace textrnn {

// Steps of the config's model, by the step of training itself, on texts made up at random with
// Zipf's distribution of words; on one thread, so that the phases add up. For each arm and
// optimizer of interest and each of ablation.vocabulary_sizes. None when it was stopped.
std::optional<CostRun> measure_cost(const Config&, const ContinueCallback&);

// The multiply-adds of one training step: each product forward, and its two derivatives (one-hot
// rows need none).
double step_multiply_adds(const Classifier&, const Classifier::Load&);

} // namespace textrnn
