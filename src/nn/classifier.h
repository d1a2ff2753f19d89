// The classifier: input layer -> stacked RNN -> pooling -> linear layer. With cell "none" there is
// no RNN: a bag-of-words model.
#pragma once

#include "nn/cell.h"
#include "nn/forward_context.h"
#include "nn/input_layer.h"
#include "nn/rnn.h"

namespace textrnn {

struct ClassifierOptions {
    Index vocabulary_size = 0; // V
    Index classes = 0;         // C; 0: no pooling and no linear layer, states() only
    std::string input = "lookup";
    Index embedding_dim = 100; // D
    double embedding_std = 1;  // standard deviation of the initial embeddings
    std::string cell = "lstm"; // a name in cells(), or "none"
    Index hidden_size = 128;   // H, per direction
    Index num_layers = 1;
    bool bidirectional = false;
    std::string pooling = "mean";
    std::string implementation = "fused"; // or "reference"
    std::string freeze = "none";          // or "embedding": embedding.weight is frozen
    double word_dropout = 0;       // probability that a token becomes <unk>
    double embedding_dropout = 0;  // probability that an element of an embedding is 0
    double layer_dropout = 0;      // probability that an element of an RNN layer's input is 0;
                                   // layer 0 has no such dropout
    double classifier_dropout = 0; // probability that an element of the linear layer's input is 0
};

inline constexpr const char* kEmbeddingName = "embedding.weight";

class Classifier {
public:
    // Creates the parameters with names and shapes, but without values: call initialise(), or load
    // the values. Preconditions, not checked: options.input, cell and pooling are names in
    // all_input_layers(), cells() (or "none") and poolings(); "one_hot_direct" needs a cell.
    explicit Classifier(const ClassifierOptions& options);

    // Draws all values from torch.nn's distributions: embedding N(0, embedding_std^2) (torch.nn:
    // embedding_std = 1); RNN U(-1/sqrt(H), 1/sqrt(H)); linear and attention layers with I inputs
    // U(-1/sqrt(I), 1/sqrt(I)).
    void initialise(std::uint64_t seed) { textrnn::initialise(parameters(), seed); }

    struct States { // of the last RNN layer [N, H]
        Var forward; // without RNN: the embeddings [N, D]
        Var reverse; // Var{} without reverse RNN
    };
    // ids [N] of packed sequences -> states. packed and ids must outlive Tape::backward().
    States states(const ForwardContext&, const Packed& packed, std::span<const TokenId> ids) const;
    Var logits(const ForwardContext&, const States&, const Packed& packed) const; // [B, C]
    // ids [N] of packed sequences -> logits [B, C]. Lifetimes as for states().
    Var logits(const ForwardContext& context, const Packed& packed,
               std::span<const TokenId> ids) const {
        return logits(context, states(context, packed, ids), packed);
    }

    const ClassifierOptions& options() const { return options_; }
    // Divisor of the logits in predictions (Guo et al. 2017, section 4.2); 1 unless calibrated.
    double temperature() const { return temperature_; }
    void set_temperature(double temperature) { temperature_ = temperature; }
    // Packs the weights once, for forward passes with ForwardContext::packed = packed_weights().
    // `weight_hh`: precision of the fused RNN's weight_hh. Precondition: the parameters have
    // values. The non-const parameters() drops the packed weights, because its caller may change
    // values; do not change values through a reference obtained before pack_weights().
    void pack_weights(Precision weight_hh);
    const PackedWeights* packed_weights() const { return packed_.get(); } // nullptr: not packed
    bool has_fused_rnn() const {
        return cell_ && options_.implementation == "fused" && cell_->forward;
    }
    const Parameters& parameters() const { return parameters_; }
    Parameters& parameters() {
        packed_ = nullptr;
        return parameters_;
    }
    // The parameter with one row per token id: kEmbeddingName [V, D], or without embedding the
    // transposed input weights [V, G H] of layer 0, forward direction.
    const Parameter& table() const;

private:
    struct Direction { // parameter numbers of one direction of one RNN layer
        Index weight_ih; // layer 0 of one_hot_direct: stored transposed [V, G H], as a table
        Index weight_hh, bias_ih, bias_hh;
    };
    Index add(std::string name, std::vector<Index> shape, double initial_bound);
    Direction add_direction(const std::string& suffix, Index inputs);
    Index add_table(std::string name, Index cols, double initial_scale);
    // Input of an RNN layer: x [N, I]; if x is Var{}, the embeddings [U, D] of the distinct ids; if
    // both are Var{}, unique.ids as one-hot rows.
    struct LayerInput {
        Var x, embeddings;
        const UniqueTokens& unique;
    };
    Var input_projection(const ForwardContext&, const LayerInput&, const Direction&) const;
    Var rnn_direction(const ForwardContext&, const LayerInput&, const Packed&, const Direction&,
                      bool reverse) const;
    States rnn(const ForwardContext&, LayerInput, const Packed&) const;
    Var pooled(const ForwardContext&, const States&, const Packed&) const; // [B, F]; F: H, 2 H or D
    Var attention_scores(const ForwardContext&, Var x) const;

    ClassifierOptions options_;
    double temperature_ = 1;
    std::shared_ptr<const PackedWeights> packed_;
    const InputLayer* input_;
    const Cell* cell_; // nullptr: no RNN
    const Pooling* pooling_;
    Parameters parameters_;
    Index embedding_ = 0; // parameter number, if the input layer has an embedding
    std::vector<Direction> directions_; // layer 0, layer 0 reverse, layer 1, ...
    struct { // parameter numbers of attention pooling (Yang et al. 2016, eq. 5-7)
        Index weight = 0, bias = 0, context = 0; // [F, F], [F], [1, F] of F features
    } attention_;
    Index weight_ = 0, bias_ = 0; // of the linear layer
};

} // namespace textrnn
