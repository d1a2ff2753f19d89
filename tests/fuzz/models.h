// Small models in memory, and the mutation of safetensors files: header and data change apart, and
// the length in front is put right, so that most mutants get past the format's first check.
#pragma once

#include "fuzz.h"

#include "optim/optimizer.h"
#include "train/checkpoint.h"
#include "train/model_file.h"

#include <algorithm>
#include <cstring>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max);

namespace textrnn::fuzz {

inline constexpr std::uint64_t kFingerprint = 7; // of the data that the checkpoints belong to

// With weights at random; `settings` are those of a config.
inline Model small_model(std::vector<std::string> settings) {
    for (const char* size : {"model.embedding_dim=2", "model.hidden_size=2"})
        settings.insert(settings.begin(), size);
    Config config = parse_config("", "small", settings);
    Vocabulary vocabulary =
        Vocabulary::from_words({"<pad>", "<unk>", "good", "bad", "not"}, "small");
    const std::vector<std::string> labels{"negative", "positive"};
    Classifier classifier = make_classifier(config, vocabulary, labels);
    classifier.initialise(1);
    return {config, std::move(vocabulary), labels, std::move(classifier)};
}

inline std::size_t mutate_safetensors(std::uint8_t* data, std::size_t size, std::size_t max,
                                      unsigned seed) {
    std::uint64_t length = 0;
    constexpr std::size_t kLengthBytes = sizeof length;
    if (size > kLengthBytes) std::memcpy(&length, data, kLengthBytes);
    const std::size_t rest = size - std::min(size, kLengthBytes);
    if (seed % 8 == 0 || rest == 0 || length > rest || max <= size)
        return LLVMFuzzerMutate(data, size, max); // any byte, the length's too
    std::string header(reinterpret_cast<char*>(data) + kLengthBytes, length);
    std::string tensors(reinterpret_cast<char*>(data) + kLengthBytes + length, rest - length);
    std::string& part = seed % 8 == 1 ? tensors : header;
    const std::size_t before = part.size();
    part.resize(before + max - size);
    part.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(part.data()), before,
                                 part.size()));
    length = header.size();
    const std::string mutant = header + tensors;
    std::memcpy(data, &length, kLengthBytes);
    std::copy(mutant.begin(), mutant.end(), data + kLengthBytes);
    return kLengthBytes + mutant.size();
}

// Of a file: what its header, and the JSON and TOML within the header's strings, may become.
inline Bound model_bound(std::string_view file) {
    return {file.size(), count_of(file, ",[{:=\n") + 1, kJsonItem, kAllowance + kBuffers};
}

} // namespace textrnn::fuzz
