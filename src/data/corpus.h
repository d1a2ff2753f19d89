// Corpus: the files of a run as token ids, with the vocabulary and the labels, which come from the
// training files only.
#pragma once

#include "data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace textrnn {

struct DataOptions {
    std::vector<std::string> train; // files, read in this order
    std::string dev;                // "": none
    std::string test;               // "": none
    ReaderOptions reader;
};

struct VocabularyOptions {
    Index min_freq = 1; // rarer words of the training files become <unk>
    Index max_size = 0; // entries, with <pad> and <unk>; 0: no limit
};

struct Corpus {
    std::vector<std::string> labels; // in byte order; an example's label number is the index
    Vocabulary vocabulary;
    Dataset train, dev, test; // dev and test are empty if the options name no file

    // Places of training examples for messages, "a.tsv:3,7 b.tsv:5"; at most 64 of them.
    std::string places(const std::vector<Index>& examples) const;
    struct File {
        std::string name;
        std::vector<Index> lines; // of its examples; 0 in a folder
    };
    std::vector<File> files{}; // of `train`, in the order of its examples

    // A hash of all ids and labels of train and dev, with which a checkpoint recognises its data.
    std::uint64_t fingerprint() const;
};

// Reads and tokenizes all files. Throws as read_examples, collect_labels and encode do, and
// Error(kBadConfig) if data.train is missing.
Corpus load_corpus(const DataOptions&, const TextOptions&, const VocabularyOptions&);

// A labelled file as ids of an existing vocabulary and numbers of existing labels. Throws as
// read_examples and encode do.
Dataset load_dataset(const std::string& path, const ReaderOptions&, const TextOptions&,
                     const Vocabulary&, const std::vector<std::string>& labels);

} // namespace textrnn
