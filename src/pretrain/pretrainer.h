// The pretraining loop: epochs of steps, and a run directory from which a stopped run resumes to
// the same bits.
#pragma once

#include "train/trainer.h"

namespace textrnn {

// Learns from the texts of config.pretrain.text and writes the files of a RunDirectory, after the
// last epoch also model.safetensors, which has a config, a vocabulary and tensors, but no labels.
// `resume` is as in train(). Returns false if TrainEvents::should_stop returned true. Throws as
// load_texts, PretrainMethod::make, load_checkpoint, RunDirectory and replace_file do,
// Error(kBadConfig) if pretrain.text is missing, Error(kBadData) if the checkpoint's counters
// contradict the config or the texts, and Error(kRuntime) if a loss, gradient or parameter becomes
// NaN or infinite; files saved before stay.
bool pretrain(const Config&, const std::string& directory, bool resume, Threads&,
              const TrainEvents&);

} // namespace textrnn
