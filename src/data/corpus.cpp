// Reads the training files once: words are counted and numbered in the same pass.
#include "data/corpus.h"

#include "core/error.h"
#include "core/random.h"
#include "io/file.h"

#include <algorithm>

namespace textrnn {

std::uint64_t Corpus::fingerprint() const {
    std::uint64_t hash = 0;
    for (const Dataset* data : {&train, &dev}) {
        for (const TokenId id : data->ids) hash = mix_bits(hash ^ id);
        for (const Index begin : data->begins) hash = mix_bits(hash ^ begin);
        for (const Index label : data->labels) hash = mix_bits(hash ^ label);
    }
    return hash;
}

std::string Corpus::places(const std::vector<Index>& examples) const {
    std::vector<Index> sorted = examples;
    std::sort(sorted.begin(), sorted.end());
    constexpr Index kMost = 64;
    std::string text;
    auto next = sorted.begin();
    const auto end = next + static_cast<std::ptrdiff_t>(std::min(kMost, sorted.size()));
    Index first = 0; // example of the file
    for (const File& file : files) {
        bool is_named = false;
        for (; next != end && *next < first + file.lines.size(); ++next, is_named = true) {
            const Index line = file.lines[*next - first];
            if (!is_named) text += (text.empty() ? "" : " ") + file.name;
            text += (is_named ? "," : line == 0 ? " text " : ":") +
                    std::to_string(line == 0 ? *next - first + 1 : line);
        }
        first += file.lines.size();
    }
    if (sorted.size() > kMost) text += ", ... " + std::to_string(sorted.size()) + " in all";
    return text;
}

namespace {

// The index of a label in the sorted list, which contains it.
Index number_of(const std::string& label, const std::vector<std::string>& labels) {
    const auto place = std::lower_bound(labels.begin(), labels.end(), label);
    return static_cast<Index>(place - labels.begin());
}

// Sets the members of the corpus that come from the training files. The ids in corpus.train are the
// counter's numbers until the vocabulary is known.
void load_training_files(Corpus& corpus, const DataOptions& data, const TextOptions& text,
                         const VocabularyOptions& vocabulary) {
    std::vector<Example> all; // without their texts
    WordCounter counter;
    Tokens tokens;
    for (const std::string& file : data.train) {
        corpus.files.push_back({input_name(file), {}});
        for (Example& example : read_examples(file, data.reader)) {
            tokenize(example.text, text, tokens);
            for (const std::string_view word : tokens.words)
                corpus.train.ids.push_back(counter.add(word));
            corpus.train.begins.push_back(corpus.train.ids.size());
            corpus.files.back().lines.push_back(example.line);
            all.push_back({std::move(example.label), {}, example.line});
        }
    }
    corpus.labels = collect_labels(all, data.train.front());
    for (const Example& example : all)
        corpus.train.labels.push_back(number_of(example.label, corpus.labels));
    corpus.vocabulary = counter.vocabulary(vocabulary.min_freq, vocabulary.max_size);
    std::vector<TokenId> id_of; // by the counter's number
    for (const std::string& word : counter.words()) id_of.push_back(corpus.vocabulary.id(word));
    for (TokenId& id : corpus.train.ids) id = id_of[id];
}

} // namespace

Corpus load_corpus(const DataOptions& data, const TextOptions& text,
                   const VocabularyOptions& vocabulary) {
    if (data.train.empty() || data.train.front().empty())
        throw Error(ExitCode::kBadConfig, "data.train is missing: set it to the training file");
    Corpus corpus;
    load_training_files(corpus, data, text, vocabulary);
    const auto load = [&](const std::string& path) {
        return load_dataset(path, data.reader, text, corpus.vocabulary, corpus.labels);
    };
    if (!data.dev.empty()) corpus.dev = load(data.dev);
    if (!data.test.empty()) corpus.test = load(data.test);
    return corpus;
}

Dataset load_dataset(const std::string& path, const ReaderOptions& reader,
                     const TextOptions& text, const Vocabulary& vocabulary,
                     const std::vector<std::string>& labels) {
    return encode(read_examples(path, reader), path, text, vocabulary, labels);
}

} // namespace textrnn
