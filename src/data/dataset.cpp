// The text pipeline, and label numbers.
#include "data/dataset.h"

#include "core/error.h"
#include "core/registry.h"
#include "io/file.h"
#include "io/text.h"

#include <algorithm>
#include <unordered_map>

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

} // namespace

void tokenize(std::string_view text, const TextOptions& options, Tokens& tokens) {
    find_named(tokenizers(), options.tokenizer)->tokenize(text, options.lowercase, tokens);
    cut_to_length(tokens.words, options);
    // The recurrent layer has no output for an empty sequence.
    if (tokens.words.empty()) tokens.words.push_back(kUnkWord);
}

void Dataset::add(const std::vector<std::string_view>& words, const Vocabulary& vocabulary) {
    for (const std::string_view word : words) ids.push_back(vocabulary.id(word));
    begins.push_back(ids.size());
}

std::vector<std::string> collect_labels(const std::vector<Example>& examples,
                                        const std::string& file) {
    // Sorts views to avoid copies: if the wrong column is configured, the labels are whole texts.
    std::vector<std::string_view> sorted;
    sorted.reserve(examples.size());
    for (const Example& example : examples) sorted.push_back(example.label);
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    const std::vector<std::string> labels(sorted.begin(), sorted.end());
    if (labels.empty()) throw Error(ExitCode::kBadData, input_name(file) + ": no examples");
    if (labels.size() == 1)
        throw Error(ExitCode::kBadData, input_name(file) + ": only one label (" +
                                            excerpt(labels[0]) +
                                            "); a classifier needs at least two");
    return labels;
}

Dataset encode(const std::vector<Example>& examples, const std::string& file,
               const TextOptions& options, const Vocabulary& vocabulary,
               const std::vector<std::string>& labels) {
    std::unordered_map<std::string_view, Index> numbers; // looked up, never iterated
    for (const std::string& label : labels) numbers.emplace(label, numbers.size());

    Dataset data;
    Tokens tokens;
    for (const Example& example : examples) {
        const auto number = numbers.find(example.label);
        if (number == numbers.end())
            refuse_line(input_name(file), example.line,
                        "label " + excerpt(example.label) +
                            " does not occur in the training data (known: " + listed(labels) +
                            ")" + suggestion(example.label, labels));
        data.labels.push_back(number->second);
        tokenize(example.text, options, tokens);
        data.add(tokens.words, vocabulary);
    }
    return data;
}

} // namespace textrnn
