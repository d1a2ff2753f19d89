// model.start: a classifier begins with values of another model or of a file of word vectors.
#pragma once

#include "data/corpus.h"
#include "train/model_file.h"

#include <optional>

namespace textrnn {

struct StartCoverage {
    Index words = 0;        // of the vocabulary, those that have a vector in the file
    Index vocabulary = 0;   // number of words, without <pad> and <unk>
    double token_share = 0; // of the training tokens, those whose word has a vector
    Index tensors = 0;      // taken whole from a model
};

// Replaces values of `model` by those in the file config.start.file; std::nullopt if it is "".
// A vector belongs to the same word, not to the same id; words without a vector keep their values.
// From a model, it also takes the other tensors that have the same name and shape. Throws as
// read_vectors and read_safetensors do, and Error(kBadConfig) if the file has nothing to take.
std::optional<StartCoverage> start_from_file(Model& model, const Corpus&);

} // namespace textrnn
