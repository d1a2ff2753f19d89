// The pretraining loop: epochs of steps, and a run directory from which a stopped run resumes to
// the same bits.
#pragma once

#include "train/trainer.h"

namespace textrnn {

// Learns from the texts of config.pretrain.text in `directory`, into which it writes config.toml,
// metrics.jsonl, checkpoint.safetensors, and after the last epoch model.safetensors, a pretrained
// model (train/model_file.h). `resume` and should_stop are as in train(); false: should_stop()
// returned true. Throws as load_texts, replace_file and read_safetensors do, Error(kBadConfig) if
// pretrain.text is missing or the checkpoint has another config or other data, and Error(kRuntime)
// if the loss or a parameter becomes NaN or infinite; files saved before stay.
bool pretrain(const Config&, const std::string& directory, bool resume, Threads&,
              const TrainEvents&);

} // namespace textrnn
