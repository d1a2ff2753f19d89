// Vocabularies of given words, which only tests need.
#pragma once

#include "data/vocabulary.h"

namespace textrnn {

// The word at index i gets the id i. Throws as Vocabulary::add does.
inline Vocabulary vocabulary_from(const std::vector<std::string>& words, const std::string& place) {
    Vocabulary vocabulary;
    vocabulary.reserve(words.size());
    for (const std::string& word : words) vocabulary.add(word, place);
    return vocabulary;
}

} // namespace textrnn
