// The pretraining loop. A stopped run resumes from its run directory, to the same bits.
#pragma once

#include "train/trainer.h"

namespace textrnn {

// Learns from the texts of config.pretrain.text and writes the files of a RunDirectory; at the end
// also model.safetensors, with config, vocabulary and tensors, without labels. `resume` is as in
// train(). Returns false if TrainEvents::should_stop returned true. Throws as load_texts,
// PretrainMethod::make, check_header, load_checkpoint, refuse_counters, refuse_divergence,
// RunDirectory, replace_file do, and Error(kBadConfig) without pretrain.text or with model.start.
bool pretrain(const Config&, const std::string& directory, bool resume, Threads&,
              const TrainEvents&);

} // namespace textrnn
