// Timed training steps on synthetic texts, and the peak speed; for ablation and benchmark.
#pragma once

#include "train/step.h"

namespace textrnn {

// Makes one text per length, with labels 0 and 1 in turn. The tokens are Zipf-distributed over
// (`words` - 2) ids, equally spaced in [2, vocabulary); id 2 is the most frequent. For equal
// `words`, a larger `vocabulary` thus changes V, but not the number of distinct words in a batch.
// Precondition: 3 <= words <= vocabulary.
Dataset zipf_texts(std::span<const Index> lengths, Index words, Index vocabulary);

// Number of distinct token ids of each shard, summed over all shards of the batches.
Index words_of_shards(const Dataset&, std::span<const std::vector<Index>> batches,
                      Index shard_size);

// Allocates and fills all parameters with small deterministic values, faster than drawing normals.
void fill(Parameters&);

struct StepTimingOptions {
    Config config; // with the model's vocabulary size and number of classes
    Index warm_up_steps = 2; // not timed: the arena grows to its final size
    Index timed_steps = 3;
};

struct StepTimes {
    std::vector<StepResult> steps;
    double bytes = 0; // of parameters, optimizer states without averages, gradients, arenas
};

// Runs TrainState::step of a new model on the batches in turn.
StepTimes measure_steps(const StepTimingOptions&, const Dataset&,
                        std::span<const std::vector<Index>> batches, Threads&);

// Peak FLOP/s of one thread, by gemm() on matrices in the L1 cache; a multiply-add counts as two.
double measure_flops_per_second();

} // namespace textrnn
