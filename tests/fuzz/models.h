// Small models in memory, and the bound on the allocations of loading a model.
#pragma once

#include "fuzz.h"

#include "data/vocabulary_from.h"
#include "optim/optimizer.h"
#include "train/checkpoint.h"
#include "train/model_file.h"

namespace textrnn::fuzz {

inline constexpr std::uint64_t kFingerprint = 7; // of the checkpoints' data

// A model with random weights and these settings of a config.
inline Model small_model(std::vector<std::string> settings) {
    for (const char* size : {"model.embedding_dim=2", "model.hidden_size=2"})
        settings.insert(settings.begin(), size);
    Config config = parse_config("", "small", settings);
    Vocabulary vocabulary =
        vocabulary_from({"<pad>", "<unk>", "good", "bad", "not"}, "small");
    const std::vector<std::string> labels{"negative", "positive"};
    Classifier classifier = make_classifier(config, vocabulary.size(), labels.size());
    classifier.initialise(1);
    return {config, std::move(vocabulary), labels, std::move(classifier)};
}

// The items are TOML entries of the config in the header.
inline Bound model_bound(std::string_view file, const std::string& path) {
    std::size_t items = 1;
    try {
        const Safetensors content = read_safetensors(path);
        if (const std::string* config = content.find_metadata("config"))
            items += count_of(*config, "=,[\n");
    } catch (const Error&) { // the loader throws it, too
    }
    return {file.size(), items, kTomlItem, kAllowance + kBuffers};
}

} // namespace textrnn::fuzz
