// Files of word vectors, which other programs read and write: word2vec's text and binary formats
// and GloVe's text format.
#pragma once

#include "data/vocabulary.h"

#include <ostream>

namespace textrnn {

// The word as in vector files and printed tokens: each blank (tokenizer "characters" has the token
// " ") becomes U+2581, as in SentencePiece.
std::string mark_blanks(std::string_view word);

// Copies the vectors of the vocabulary's words into `table` [V, D]; the first, if a word has
// several. Other rows keep their values; after an error, some rows are new. The result tells for
// each id whether its row was copied. The content decides the format:
//   word2vec text     a line "ROWS D", then lines "WORD x1 ... xD"; a WORD may contain blanks, but
//                     its second part must not be a number
//   GloVe             the same lines without the first
//   word2vec binary   a line "ROWS D", then WORD, a blank, D floats, with or without a line feed
// Reads the file once. Throws as open_input and LineReader do, Error(kBadConfig) for another D in
// line 1, and Error(kBadData) "file:line: ..." or "file: word N: ..." for any other wrong content.
std::vector<bool> read_vectors(const std::string& path, const Vocabulary&, Tensor table);

// Throws Error(kBadConfig): the file's vectors have `found` numbers, the rows of `tensor` have
// `expected`.
[[noreturn]] void refuse_dimension(const std::string& file, const std::string& tensor, Index found,
                                   Index expected);

// Writes all words but <pad> and <unk> in word2vec's text or binary format. Throws Error(kBadData)
// for a word that the format cannot hold: empty, with ASCII white space other than a blank, or " "
// if U+2581 is a word, too. The caller checks the stream. for_terminal: calls printable() for
// each word.
void write_vectors(std::ostream&, const Vocabulary&, Tensor table, bool binary,
                   bool for_terminal = false);

} // namespace textrnn
