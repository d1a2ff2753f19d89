// The text pipeline (tokenize, cut to a length, look up ids) and label numbers. The training files
// are read once: words are counted and numbered in the same pass.
#include "data/corpus.h"

#include "core/error.h"
#include "core/random.h"
#include "core/registry.h"
#include "io/file.h"
#include "io/text.h"

#include <algorithm>

namespace textrnn {

namespace {

// Keeps max_length tokens of the head, the tail, or both (the head gets the odd token). Reviews
// often state their verdict at both ends: Sun et al. 2019, "How to fine-tune BERT for text
// classification?", get the best results with both.
void cut_to_length(std::vector<std::string_view>& tokens, const TextOptions& options) {
    if (options.max_length == 0 || tokens.size() <= options.max_length) return;
    std::size_t head = options.max_length;
    if (options.keep == "tail") head = 0;
    if (options.keep == "both") head = options.max_length - options.max_length / 2;
    const std::size_t dropped = tokens.size() - options.max_length;
    const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(head);
    tokens.erase(first, first + static_cast<std::ptrdiff_t>(dropped));
}

// Sets the members of the corpus that come from the training files. Ids and labels in corpus.train
// are numbers in order of occurrence until all files are read.
void load_training_files(Corpus& corpus, const DataOptions& data, const TextOptions& text,
                         const VocabularyOptions& vocabulary) {
    WordTable labels;
    WordCounter counter;
    Tokens tokens;
    Dataset& train = corpus.train;
    for (const std::string& file : data.train) {
        corpus.files.push_back({input_name(file), {}});
        read_examples(file, data.reader, [&](const Example& example) {
            tokenize(example.text, text, tokens);
            for (const std::string_view word : tokens.words) train.ids.push_back(counter.add(word));
            train.begins.push_back(train.ids.size());
            train.labels.push_back(labels.insert(example.label));
            corpus.files.back().lines.push_back(example.line);
        });
    }
    corpus.labels = sorted_labels(labels.words(), data.train.front());
    WordTable sorted;
    for (const std::string& label : corpus.labels) sorted.insert(label);
    for (Index& label : train.labels) label = sorted.find(labels.words()[label]);
    corpus.vocabulary = counter.vocabulary(vocabulary.min_freq, vocabulary.max_size);
    std::vector<TokenId> id_of; // by the counter's number
    for (const std::string& word : counter.words()) id_of.push_back(corpus.vocabulary.id(word));
    for (TokenId& id : train.ids) id = id_of[id];
}

} // namespace

void tokenize(std::string_view text, const TextOptions& options, Tokens& tokens) {
    find_named(tokenizers(), options.tokenizer)->tokenize(text, options.lowercase, tokens);
    cut_to_length(tokens.words, options);
    // The recurrent layer has no output for an empty sequence.
    if (tokens.words.empty()) tokens.words.push_back(kUnkWord);
}

std::uint64_t Dataset::hash(std::uint64_t seed) const {
    std::uint64_t hash = seed;
    for (const TokenId id : ids) hash = mix_bits(hash ^ id);
    for (const Index begin : begins) hash = mix_bits(hash ^ begin);
    for (const Index label : labels) hash = mix_bits(hash ^ label);
    return hash;
}

void Dataset::add(const std::vector<std::string_view>& words, const Vocabulary& vocabulary) {
    for (const std::string_view word : words) ids.push_back(vocabulary.id(word));
    begins.push_back(ids.size());
}

std::vector<std::string> sorted_labels(std::vector<std::string> labels, const std::string& file) {
    std::sort(labels.begin(), labels.end());
    if (labels.empty()) throw Error(ExitCode::kBadData, input_name(file) + ": no examples");
    if (labels.size() == 1)
        throw Error(ExitCode::kBadData, input_name(file) + ": only one label (" +
                                            excerpt(labels[0]) +
                                            "); a classifier needs at least two");
    return labels;
}

Dataset encode(const std::function<void(const UseExample&)>& examples, const std::string& file,
               const TextOptions& options, const Vocabulary& vocabulary,
               const std::vector<std::string>& labels) {
    WordTable numbers;
    for (const std::string& label : labels) numbers.insert(label);
    Dataset data;
    Tokens tokens;
    examples([&](const Example& example) {
        const TokenId number = numbers.find(example.label);
        if (number == WordTable::kNone)
            refuse_line(input_name(file), example.line,
                        "label " + excerpt(example.label) +
                            " does not occur in the training data (known: " + listed(labels) +
                            ")" + suggestion(example.label, labels));
        data.labels.push_back(number);
        tokenize(example.text, options, tokens);
        data.add(tokens.words, vocabulary);
    });
    return data;
}

Dataset read_dataset(const std::string& path, const ReaderOptions& reader,
                     const TextOptions& options, const Vocabulary& vocabulary,
                     const std::vector<std::string>& labels) {
    const auto examples = [&](const UseExample& use) { read_examples(path, reader, use); };
    return encode(examples, path, options, vocabulary, labels);
}

std::uint64_t Corpus::fingerprint() const {
    return dev.hash(train.hash(0));
}

std::string Corpus::places(const std::vector<Index>& examples) const {
    constexpr Index kMost = 64;
    std::vector<Index> sorted = examples;
    std::sort(sorted.begin(), sorted.end());
    std::string text;
    auto file = files.begin(), named = files.end();
    Index first = 0; // example of `file`
    for (const Index example : std::span(sorted).first(std::min(kMost, sorted.size()))) {
        for (; example - first >= file->lines.size(); ++file) first += file->lines.size();
        const Index line = file->lines[example - first];
        if (file != named) text += (text.empty() ? "" : " ") + file->name;
        text += file == named ? "," : line == 0 ? " text " : ":";
        text += std::to_string(line == 0 ? example - first + 1 : line);
        named = file;
    }
    if (sorted.size() > kMost) text += ", ... " + std::to_string(sorted.size()) + " in all";
    return text;
}

Corpus load_corpus(const DataOptions& data, const TextOptions& text,
                   const VocabularyOptions& vocabulary) {
    if (data.train.empty() || data.train.front().empty())
        throw Error(ExitCode::kBadConfig, "data.train is missing: set it to the training file");
    Corpus corpus;
    load_training_files(corpus, data, text, vocabulary);
    const auto load = [&](const std::string& path) {
        return read_dataset(path, data.reader, text, corpus.vocabulary, corpus.labels);
    };
    if (!data.dev.empty()) corpus.dev = load(data.dev);
    if (!data.test.empty()) corpus.test = load(data.test);
    return corpus;
}

} // namespace textrnn
