// Dataset: examples as token ids and label numbers. Corpus: the datasets of a run, with the
// vocabulary and the labels, which come from the training files only. Texts: unlabelled data.
#pragma once

#include "data/reader.h"
#include "data/tokenizer.h"
#include "data/vocabulary.h"
#include "io/json.h"

namespace textrnn {

// Unescapes (if set) and tokenizes a valid UTF-8 text, and cuts the tokens to max_length. Returns
// the number of tokens before the cut; if it is 0, `tokens` is one <unk>.
Index tokenize(std::string_view text, const TextOptions& options, Tokens& tokens);

struct TextFacts {
    std::uint64_t hash;   // of the trimmed() text, after unescape() if set; equal on every machine
    std::uint32_t tokens; // before the cut to max_length
    bool has_escapes;     // unescape() would change the text; always false if text.unescape is set
    bool is_quoted;       // the text begins and ends with an apostrophe
    bool has_marks;       // perhaps not NFC: e.g. U+0301 after a-z, Korean vowels, kana's U+3099
    bool is_unspaced;     // the text has 18 bytes or more per token, most of them in characters of
                          // scripts without blanks between words, like Thai
};

struct Dataset {
    std::vector<TokenId> ids;     // of all examples, concatenated
    std::vector<Index> begins{0}; // [examples + 1]: example i has ids [begins[i], begins[i + 1])
    std::vector<Index> labels;    // [examples]; empty if unlabelled
    std::vector<TextFacts> facts{}; // [examples], by load_corpus() and encode(); else empty
    ReadNotes notes{};              // of the readers

    Index size() const { return begins.size() - 1; } // number of examples
    Index length(Index example) const { return begins[example + 1] - begins[example]; }
    std::span<const TokenId> tokens(Index example) const {
        return {ids.data() + begins[example], length(example)};
    }
    std::uint64_t hash(std::uint64_t seed) const; // of ids, begins and labels
    // Appends the ids of an example, not its label. Precondition: `words` is not empty.
    void add(const std::vector<std::string_view>& words, const Vocabulary& vocabulary);
};

// Token ids, label numbers and facts of a file's examples. After each added example, calls
// use(example), if set. Throws as read_examples does. An example whose label is not in `labels` is
// a bad row (see Source::try_row()); the message lists known labels.
Dataset encode(const std::string& file, const ReaderOptions&, const TextOptions&,
               const Vocabulary&, const std::vector<std::string>& labels,
               const UseExample& use = {});

struct DataOptions {
    std::vector<std::string> train; // files, read in this order
    std::string dev, test;          // a file, a share of the training texts ("10%"), or "": none
    ReaderOptions reader;
};
double share_of(const std::string& file); // 0.1 for "10%"; 0 for a file

struct VocabularyOptions {
    Index min_freq = 1; // words that are rarer in the training set become <unk>
    Index max_size = 0; // entries, with <pad> and <unk>; 0: no limit
};

struct Corpus {
    std::vector<std::string> labels; // in byte order; an example's label number is the index
    Vocabulary vocabulary;
    Dataset train, dev, test; // dev and test are empty if their option is ""
    // Count in `train` of each distinct word of the training files, in order of first occurrence;
    // 0 for a word that occurs only in the dev or test share. Words that occur only among the
    // tokens cut by text.max_length have no entry.
    std::vector<Index> word_counts{};

    // A hash of all ids and labels of train and dev; a resumed run compares it with the hash in the
    // checkpoint.
    std::uint64_t fingerprint() const { return dev.hash(train.hash(0)); }
};

// Reads and tokenizes all files. A text's hash decides whether it belongs to a share ("10%"), so a
// text stays in its set whatever else the files contain. Throws as encode does; Error(kBadConfig)
// if data.train is missing; Error(kBadData) if the training files have only one label, if `train`
// or a share is empty, or if no word occurs min_freq times.
Corpus load_corpus(const DataOptions&, const TextOptions&, const VocabularyOptions&);

struct Summary {
    std::string lines; // a line per set, its notes, then a line per warning with its remedy
    Json figures;      // "sets", "words" (their number for min_freq 1, 2, 5), "warnings"
};
Summary summarize(const Corpus& corpus, const DataOptions& data);

std::string note_lines(const ReadNotes&); // a line per note of a reader, for the terminal

// Texts without labels, the training data of `textrnn pretrain`.
struct Texts {
    Vocabulary vocabulary;
    std::vector<Index> counts; // [V] occurrences of each id in the texts; 0 for <pad> and <unk>
    Dataset data;              // without labels
};

// Reads the files in order with read_texts(), and drops labels and blank lines. Texts keep all
// their tokens: the language model cuts them into pieces. Throws as read_texts does, and
// Error(kBadData) if no word is left. Precondition: `files` is not empty.
Texts load_texts(const std::vector<std::string>& files, const ReaderOptions&, TextOptions,
                 const VocabularyOptions&);
// "75,000 texts, 264 tokens a text, 50,000 words", then the notes.
std::string summary_lines(const Texts&);

} // namespace textrnn
