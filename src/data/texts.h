// Texts without labels, as token ids: the training data of `textrnn pretrain`.
#pragma once

#include "data/corpus.h"

namespace textrnn {

struct Texts {
    Vocabulary vocabulary;
    std::vector<Index> counts; // [V] occurrences of each id in the texts; 0 for <pad> and <unk>
    Dataset data;              // without labels

    std::uint64_t fingerprint() const; // hash of all ids and of the texts' lengths
};

// Reads the files in order. A file whose format_of() is known is read by that reader, and its
// labels are dropped; any other file, and standard input, is plain text with one text per line.
// Throws as read_examples and for_each_line do, and Error(kBadData) if no word is left.
Texts load_texts(const std::vector<std::string>& files, const ReaderOptions&, const TextOptions&,
                 const VocabularyOptions&);

} // namespace textrnn
