// The corpus of a run: its files read, tokenized and turned into ids; the vocabulary and the labels
// come from the training files alone.
#pragma once

#include "data/dataset.h"
#include "train/config.h"

#include <string>
#include <vector>

namespace textrnn {

struct Corpus {
    std::vector<std::string> labels;
    Vocabulary vocabulary;
    Dataset train, dev, test; // dev and test are empty when the config names none

    // Where training texts stand: "a.tsv:3,7 b.tsv:5"; of many the first.
    std::string places(const std::vector<Index>& examples) const;
    struct File {
        std::string name;
        std::vector<Index> lines; // of its texts; 0 in a folder
    };
    std::vector<File> files{}; // of the training data, in the order of `train`

    // A hash of all ids and labels of train and dev: a run may only go on with the same data.
    std::uint64_t fingerprint() const;
};

// Throws Error as the readers do, and Error(kBadConfig) when data.train is missing.
Corpus load_corpus(const Config&);

// A labelled file as ids, for a model that exists already.
Dataset load_dataset(const std::string& path, const Config&, const Vocabulary&,
                     const std::vector<std::string>& labels);

// One weight a label by the config's rule; empty for "none". Throws Error(kBadConfig) when the
// number of weights is not the number of labels.
std::vector<Real> class_weights(const ClassWeights&, const std::vector<std::string>& labels,
                                const Dataset& train);

} // namespace textrnn
