// The library textrnn: loads a trained model and classifies texts. Needs no other header; compile
// with `pkg-config --cflags --libs textrnn`.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#if __cplusplus < 202002L
#error "textrnn.h needs C++20: compile with -std=c++20"
#endif

namespace textrnn {

// Exit codes of the program, besides 128 + signal for a stopped run; from 64 up as in BSD's
// sysexits.h. The library uses kRuntime, kBadData and kNoInput.
enum class ExitCode : int {
    kOk = 0,
    kRuntime = 1,    // the run failed, e.g. the loss is not finite or memory is exhausted
    kUsage = 2,      // wrong arguments
    kBadData = 65,   // the content of an input file or text is wrong
    kNoInput = 66,   // an input file is missing or unreadable
    kNoCreate = 73,  // an output file or directory cannot be created
    kIo = 74,        // reading or writing an open file failed, e.g. the disk is full
    kBadConfig = 78, // the config is wrong, or does not fit the data or the checkpoint
};

// The only exception that the library throws. what() is one line: place, expected, found, and a
// hint if there is one, e.g. "a.tsv:3: expected 2 columns, found 1". It may quote arbitrary bytes
// of the input.
class [[gnu::visibility("default")]] Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
    ExitCode code() const { return code_; }

private:
    ExitCode code_;
};

struct Prediction {
    std::string label;                // the most probable label
    float probability;                // its probability
    std::vector<float> probabilities; // one per label, in the order of labels()
};

// A model of `textrnn train`. A text's prediction has the same bits in every call. Several threads
// may call one object at the same time. Copies share the model. A call starts no thread.
class [[gnu::visibility("default")]] TextClassifier {
public:
    // `model`: a model.safetensors or a run directory. The file is memory-mapped: rename a new
    // file to its name, never overwrite it. `half`: rounds recurrent weights to 16 bits, which is
    // faster for one text at a time (no effect without an RNN, or if model.implementation is
    // "reference"). Throws Error(kNoInput) if the file cannot be read, Error(kBadData) if it is no
    // such model, Error(kRuntime) without memory.
    explicit TextClassifier(const std::string& model, bool half = false);

    const std::vector<std::string>& labels() const; // in byte order

    // classify(), tokens() and ids() throw Error(kBadData) for a text that is not UTF-8 or contains
    // NUL, Error(kRuntime) if memory is exhausted; classify() also if the computation overflows.
    Prediction classify(std::string_view text) const;
    std::vector<Prediction> classify(std::span<const std::string> texts) const;
    // Deleted: from {"a", "b"}, the compiler would construct one string_view of two pointers.
    Prediction classify(std::initializer_list<const char*>) const = delete;

    // The tokens that the model reads, and their numbers in its vocabulary (1: unknown word).
    std::vector<std::string> tokens(std::string_view text) const;
    std::vector<std::uint32_t> ids(std::string_view text) const;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace textrnn
