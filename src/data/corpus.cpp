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

// Adds texts to a dataset whose vocabulary is known only after the last text: until finish(), ids
// are the words' numbers in the counter.
class DatasetBuilder {
public:
    DatasetBuilder(Dataset& data, const TextOptions& options) : data_(data), options_(options) {}

    void add(std::string_view text) {
        tokenize(text, options_, tokens_);
        for (const std::string_view word : tokens_.words) data_.ids.push_back(counter_.add(word));
        data_.begins.push_back(data_.ids.size());
    }

    Vocabulary finish(const VocabularyOptions& options) {
        Vocabulary vocabulary = counter_.vocabulary(options.min_freq, options.max_size);
        std::vector<TokenId> id_of; // by the counter's number
        for (const std::string& word : counter_.words()) id_of.push_back(vocabulary.id(word));
        for (TokenId& id : data_.ids) id = id_of[id];
        return vocabulary;
    }

private:
    Dataset& data_;
    const TextOptions& options_;
    Tokens tokens_;
    WordCounter counter_;
};

// Sets the members of the corpus that come from the training files.
void load_training_files(Corpus& corpus, const DataOptions& data, const TextOptions& text,
                         const VocabularyOptions& vocabulary) {
    WordTable labels; // numbers in order of occurrence
    DatasetBuilder builder(corpus.train, text);
    for (const std::string& file : data.train) {
        corpus.files.push_back({input_name(file), {}});
        read_examples(file, data.reader, [&](const Example& example) {
            builder.add(example.text);
            corpus.train.labels.push_back(labels.insert(example.label));
            corpus.files.back().lines.push_back(example.line);
        });
    }
    corpus.vocabulary = builder.finish(vocabulary);
    std::vector<std::string>& sorted = corpus.labels = labels.words();
    std::sort(sorted.begin(), sorted.end());
    if (sorted.size() < 2)
        throw Error(ExitCode::kBadData, input_name(data.train.front()) + ": only one label (" +
                                            listed(sorted) + "); a classifier needs two");
    for (Index& label : corpus.train.labels)
        label = static_cast<Index>(std::ranges::lower_bound(sorted, labels.words()[label]) -
                                   sorted.begin());
}

void read_texts(const std::string& file, const ReaderOptions& options,
                const std::function<void(std::string& text)>& use) {
    if (!format_of(file, options).empty())
        read_examples(file, options, [&](Example& example) { use(example.text); });
    else
        for_each_line(file, options.replaces_invalid(),
                      [&](std::string& line, std::size_t) { use(line); });
}

} // namespace

void tokenize(std::string_view text, const TextOptions& options, Tokens& tokens) {
    const std::string unescaped = options.unescape ? unescape(text) : "";
    find_named(tokenizers(), options.tokenizer)
        ->tokenize(options.unescape ? unescaped : text, {options.lowercase, options.version},
                   tokens);
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

Texts load_texts(const std::vector<std::string>& files, const ReaderOptions& reader,
                 const TextOptions& options, const VocabularyOptions& vocabulary) {
    Texts texts;
    DatasetBuilder builder(texts.data, options);
    for (const std::string& file : files)
        read_texts(file, reader, [&](const std::string& text) { builder.add(text); });
    texts.vocabulary = builder.finish(vocabulary);
    if (texts.vocabulary.size() <= kFirstWordId)
        throw Error(ExitCode::kBadData, input_name(files.front()) + ": no word occurs " +
                                            std::to_string(vocabulary.min_freq) +
                                            " times (vocabulary.min_freq)");
    texts.counts.resize(texts.vocabulary.size());
    for (const TokenId id : texts.data.ids) ++texts.counts[id];
    texts.counts[kPadId] = texts.counts[kUnkId] = 0;
    return texts;
}

} // namespace textrnn
