// The classifier: input layer -> stacked RNN -> pooling -> linear. With cell "none" the RNN is left
// out: a bag of words.
#pragma once

#include "nn/cell.h"
#include "nn/forward_context.h"
#include "nn/input_layer.h"
#include "nn/pooling.h"
#include "nn/rnn.h"

#include <string>
#include <vector>

namespace textrnn {

struct ClassifierOptions {
    Index vocabulary_size = 0; // V
    Index classes = 0;         // C
    std::string input = "lookup";
    Index embedding_dim = 100; // D
    double embedding_std = 1;  // of the initial normal distribution
    std::string cell = "lstm"; // or "none"
    Index hidden_size = 128;   // H, a direction
    Index num_layers = 1;
    bool bidirectional = false;
    std::string pooling = "mean";
    std::string implementation = "fused"; // or "reference"
    double word_dropout = 0;       // whole words become <unk>
    double embedding_dropout = 0;  // on elements of the embeddings
    double layer_dropout = 0;      // between RNN layers
    double classifier_dropout = 0; // before the linear layer
};

class Classifier {
public:
    // Names the parameters and their shapes; initialise() or a loader brings the values. The names
    // in the options must be known.
    explicit Classifier(const ClassifierOptions& options);

    // As torch.nn: Embedding N(0, embedding_std; there 1), RNNs U(-1/sqrt(H), 1/sqrt(H)), Linear
    // of I inputs U(-1/sqrt(I), 1/sqrt(I)), weight and bias alike.
    void initialise(std::uint64_t seed);

    // ids [N] of the packed sequences -> logits [B, C]. `packed` and `ids` must outlive the tape.
    Var logits(const ForwardContext&, const Packed& packed, std::span<const TokenId> ids) const;

    const ClassifierOptions& options() const { return options_; }
    const Parameters& parameters() const { return parameters_; }
    Parameters& parameters() { return parameters_; }
    Index feature_size() const; // F, the columns that pooling sees

private:
    struct Direction { // one direction of one RNN layer, as parameter numbers
        Index weight_ih; // of a layer that reads words: its transpose, a table
        Index weight_hh, bias_ih, bias_hh;
    };
    Index add(std::string name, std::vector<Index> shape);
    Direction add_direction(const std::string& suffix, Index inputs);
    Index add_table(std::string name, Index cols);
    // x [N, F] of the tokens, or none: `words` are read, of vectors [U, D] if they have such.
    struct LayerInput {
        Var x, vectors;
        const UniqueTokens& words;
    };
    Var input_projection(const ForwardContext&, const LayerInput&, const Direction&) const;
    Var rnn_direction(const ForwardContext&, const LayerInput&, const Packed&, const Direction&,
                      bool reverse) const;
    Var rnn(const ForwardContext&, LayerInput, const Packed&) const;

    ClassifierOptions options_;
    const InputLayer* input_;
    const Cell* cell_; // nullptr: none
    const Pooling* pooling_;
    Parameters parameters_;
    Index embedding_ = 0; // if the input layer has one
    std::vector<Direction> directions_; // layer 0, layer 0 reverse, layer 1, ...
    AttentionParameters attention_;
    Index weight_, bias_; // of the linear classifier
};

} // namespace textrnn
