// The corpus of a run: its files read, tokenized and turned into ids; the vocabulary and the labels
// come from the training files alone.
#pragma once

#include "data/dataset.h"

#include <string>
#include <vector>

namespace textrnn {

struct DataOptions {
    std::vector<std::string> train; // files; read one after the other
    std::string dev;
    std::string test;
    ReaderOptions reader;
};

struct VocabularyOptions {
    Index min_freq = 1;
    Index max_size = 0; // 0: no limit
};

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
Corpus load_corpus(const DataOptions&, const TextOptions&, const VocabularyOptions&);

// A labelled file as ids, for a model that exists already.
Dataset load_dataset(const std::string& path, const ReaderOptions&, const TextOptions&,
                     const Vocabulary&, const std::vector<std::string>& labels);

} // namespace textrnn
