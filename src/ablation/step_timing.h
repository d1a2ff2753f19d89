// Training steps on texts made up at random, measured: what the benchmark and the ablation's cost
// have in common.
#pragma once

#include "train/step.h"

#include <span>
#include <string>
#include <vector>

namespace textrnn {

// Texts of these lengths, their words after Zipf's law: ids by falling frequency, as a vocabulary
// has them, from 2 on (0 and 1 are <pad> and <unk>). Labels 0 and 1 take turns. `words`, at least
// 3, counts <pad> and <unk>, too.
Dataset zipf_texts(std::span<const Index> lengths, Index words);

// The same texts in a larger vocabulary: their ids, all below `words`, are spread over it. So its
// size alone can be varied; of Zipf's words, a larger vocabulary also brings more different ones.
void spread_words(Dataset&, Index words, Index vocabulary);

// How many different words each shard of these batches has, added up.
Index words_of_shards(const Dataset&, std::span<const std::vector<Index>> batches,
                      Index shard_size);

// Any small values: normal ones take longer than many a measurement.
void fill(Parameters&);

struct StepTimingOptions {
    ClassifierOptions model;
    std::string optimizer;
    Index shard_size = 16;
    double learning_rate = 1e-3, clip_norm = 5;
    Index warm_up_steps = 2; // in which the arena finds its size
    Index timed_steps = 3;
};

struct TimedStep : StepResult {
    double seconds = 0; // all of it, as a clock on the wall has it
};

struct StepTimes {
    std::vector<TimedStep> steps;
    double bytes = 0; // parameters, the optimizer's state, and what the steps worked in
};

// Steps of a new model on the batches in turn, by the same TrainState::step that the trainer calls.
StepTimes measure_steps(const StepTimingOptions&, const Dataset&,
                        std::span<const std::vector<Index>> batches, Threads&);

} // namespace textrnn
