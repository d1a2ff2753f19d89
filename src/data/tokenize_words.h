// The "words" tokenizer: words, numbers and punctuation marks apart, contractions split as in the
// Penn Treebank (don't: do n't). Text that is tokenized that way already comes out unchanged,
// except that hyphenated words are split.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

std::vector<std::string> tokenize_words(std::string_view valid_utf8, bool lowercase);

} // namespace textrnn
