// Reads a run's files in the order train, dev, test.
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
    Index first = 0; // text of the file
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

Corpus load_corpus(const DataOptions& data, const TextOptions& text,
                   const VocabularyOptions& vocabulary) {
    const std::vector<std::string>& files = data.train;
    if (files.empty() || files.front().empty())
        throw Error(ExitCode::kBadConfig, "data.train is missing: name the training file");
    Corpus corpus;
    std::vector<Example> all; // without their texts
    WordCounter words;
    Tokens tokens;
    for (const std::string& file : files) {
        corpus.files.push_back({input_name(file), {}});
        for (Example& example : read_examples(file, data.reader)) {
            tokenize(example.text, text, tokens);
            for (const std::string_view word : tokens.words)
                corpus.train.ids.push_back(words.add(word));
            corpus.train.begins.push_back(corpus.train.ids.size());
            corpus.files.back().lines.push_back(example.line);
            all.push_back({std::move(example.label), {}, example.line});
        }
    }
    corpus.labels = collect_labels(all, files.front());
    for (const Example& example : all) {
        const auto place =
            std::lower_bound(corpus.labels.begin(), corpus.labels.end(), example.label);
        corpus.train.labels.push_back(static_cast<Index>(place - corpus.labels.begin()));
    }
    corpus.vocabulary = words.vocabulary(vocabulary.min_freq, vocabulary.max_size);
    std::vector<TokenId> final_ids; // by the number that the word was counted under
    for (const std::string& word : words.words())
        final_ids.push_back(corpus.vocabulary.id(word));
    for (TokenId& id : corpus.train.ids) id = final_ids[id];
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
