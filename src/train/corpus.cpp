// Reads a run's files in the order train, dev, test.
#include "train/corpus.h"

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

Corpus load_corpus(const Config& config) {
    const std::vector<std::string>& files = config.data.train;
    if (files.empty() || files.front().empty())
        throw Error(ExitCode::kBadConfig, "data.train is missing: name the training file");
    Corpus corpus;
    std::vector<Example> all; // without their texts
    WordCounter words;
    Tokens tokens;
    for (const std::string& file : files) {
        corpus.files.push_back({input_name(file), {}});
        for (Example& example : read_examples(file, config.data.reader)) {
            tokenize(example.text, config.text, tokens);
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
    corpus.vocabulary =
        words.vocabulary(config.vocabulary.min_freq, config.vocabulary.max_size);
    std::vector<TokenId> final_ids; // by the number that the word was counted under
    for (const std::string& word : words.words())
        final_ids.push_back(corpus.vocabulary.id(word));
    for (TokenId& id : corpus.train.ids) id = final_ids[id];
    if (!config.data.dev.empty())
        corpus.dev = load_dataset(config.data.dev, config, corpus.vocabulary, corpus.labels);
    if (!config.data.test.empty())
        corpus.test = load_dataset(config.data.test, config, corpus.vocabulary, corpus.labels);
    return corpus;
}

Dataset load_dataset(const std::string& path, const Config& config, const Vocabulary& vocabulary,
                     const std::vector<std::string>& labels) {
    return encode(read_examples(path, config.data.reader), path, config.text, vocabulary, labels);
}

std::vector<Real> class_weights(const ClassWeights& weights,
                                const std::vector<std::string>& labels, const Dataset& train) {
    if (weights.rule == "none") return {};
    if (weights.rule == "values") {
        if (weights.values.size() != labels.size())
            throw Error(ExitCode::kBadConfig,
                        "train.class_weights: expected " + std::to_string(labels.size()) +
                            " numbers, one a label (" + labels.front() + " ... " + labels.back() +
                            "), found " + std::to_string(weights.values.size()));
        return {weights.values.begin(), weights.values.end()};
    }
    std::vector<Index> counts(labels.size());
    for (const Index label : train.labels) ++counts[label];
    std::vector<Real> balanced;
    for (const Index count : counts)
        balanced.push_back(static_cast<Real>(train.size()) /
                           static_cast<Real>(labels.size() * count));
    return balanced;
}

} // namespace textrnn
