// A model as one file: parameters under PyTorch's names, and within the header the config, the
// vocabulary and the labels, so that nothing else is needed to use it.
#pragma once

#include "data/vocabulary.h"
#include "io/safetensors.h"
#include "nn/classifier.h"
#include "train/config.h"

#include <string>
#include <vector>

namespace textrnn {

struct Model {
    Config config;
    Vocabulary vocabulary;
    std::vector<std::string> labels; // in order of bytes; number c is logit c
    Classifier classifier;
};

// A classifier of the config's shape for this vocabulary and these labels, without values yet.
Classifier make_classifier(const Config&, const Vocabulary&,
                           const std::vector<std::string>& labels);

// The content of a model's file, to which a checkpoint adds: format, config, labels and vocabulary;
// and the parameters, whose values stay where they are.
Metadata metadata_of(const Model&);
std::vector<TensorView> tensors_of(const Model&);

// The metadata value of `key`, or the tensor, of a file read from `path`. Throws Error(kBadData)
// naming the path if it is missing or the tensor has another shape.
const std::string& required_metadata(const Safetensors& file, const std::string& path,
                                     const std::string& key);
NamedTensor& required_tensor(Safetensors& file, const std::string& path, const std::string& name,
                             const std::vector<Index>& shape);

// Takes the values out of `file` (read from `path`). Throws Error(kBadData) naming the file and the
// tensor whose name or shape is not what the config inside says.
Model model_from(Safetensors&& file, const std::string& path);

void save_model(const std::string& path, const Model&);
// A file, or a run directory with a model.safetensors in it.
Model load_model(const std::string& path);

} // namespace textrnn
