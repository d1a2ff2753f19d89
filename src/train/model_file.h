// Model files: parameters under PyTorch's names, with the config, the vocabulary and the labels in
// the header, so that a model needs no other file.
#pragma once

#include "data/vocabulary.h"
#include "io/safetensors.h"
#include "nn/classifier.h"
#include "train/config.h"

namespace textrnn {

// A trained or a pretrained model. A pretrained model (of `textrnn pretrain`) has no labels, and
// its classifier only embedding.weight [V, D]: loading drops the file's rnn.* and output.weight.
struct Model {
    Config config;
    Vocabulary vocabulary;
    std::vector<std::string> labels; // in byte order; logit c is for label c
    Classifier classifier;
};

// A classifier for V words (with <pad> and <unk>) and C labels, whose parameters have no values.
Classifier make_classifier(const Config&, Index words, Index labels);

// The content of a model's file. Checkpoints contain it, too.
Metadata metadata_of(const Model&);                     // e.g. config, labels, vocabulary
Metadata metadata_of(const Config&, const Vocabulary&); // of a pretrained model: no labels
std::vector<TensorView> tensors_of(const Parameters&);  // views of the values

std::string shape_text(const std::vector<Index>&); // "[12, 128]"

// The metadata value of `key`. Throws Error(kBadData) "path: ..." if the file lacks it.
const std::string& required_metadata(const Safetensors& file, const std::string& key);
// The number at `key`; `otherwise` if there is none. Throws Error(kBadData) unless it is >= 0.
double metadata_number(const Safetensors& file, const std::string& key, double otherwise);
// Throws Error(kBadData) if the tensor is missing, has another shape, or a NaN or infinite value.
NamedTensor& required_tensor(Safetensors& file, const std::string& name,
                             const std::vector<Index>& shape);

// For any model or checkpoint. Throw Error(kBadData) for missing or malformed metadata.
Config saved_config(const Safetensors& file);
Vocabulary vocabulary_of(const Safetensors& file);

// The model in the file; the values of the file's tensors move into the model. Sets
// config.data.reader.known_labels. Throws Error(kBadData) for missing or malformed metadata, for a
// model without labels (pretrained) if needs_labels, and as required_tensor does.
Model model_from(Safetensors&& file, bool needs_labels = true);

// True for a directory, and by name or content for a safetensors file. Reads nothing from a pipe.
// Throws as open_input does.
bool is_model(const std::string& path);
std::string model_path(const std::string& path); // for a directory, its model.safetensors

// Throws Error(kBadConfig) if the config exceeds 1 MiB, or if the header of a run's model file, or
// of its checkpoint after `epochs` epochs, could exceed kMaxHeader: load_model and load_checkpoint
// would refuse these files. Precondition: the metadata have an entry "config".
void check_header(const Metadata&, const Parameters&, Index epochs);

// Throws as replace_file does. Preconditions: the model has labels; check_header() accepts it.
void save_model(const std::string& path, const Model&);
// Loads a file, or model.safetensors in a directory. Throws as read_safetensors and model_from do.
Model load_model(const std::string& path, bool needs_labels = true);

} // namespace textrnn
