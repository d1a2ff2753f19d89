// The pretraining loop. A stopped run resumes from its run directory, to the same bits.
#pragma once

#include "train/trainer.h"

namespace textrnn {

// Learns from the texts of config.pretrain.text and writes the files of a RunDirectory, at the end
// model.safetensors (config, vocabulary, tensors, no labels). `resume` is as in train(). Returns
// false if should_stop() returned true. Throws as train(), load_texts and PretrainMethod::make do;
// Error(kBadConfig) without pretrain.text or with model.start, kBadData if subsampling leaves no
// word with a neighbour.
bool pretrain(const Config&, const std::string& directory, bool resume, Threads&,
              const TrainEvents&);

} // namespace textrnn
