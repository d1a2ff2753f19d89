// Builds the layers' parameters under PyTorch's names, and runs the layers one after the other.
#include "nn/classifier.h"

#include <cmath>

namespace textrnn {

namespace {
constexpr TokenId kUnknown = 1; // <unk>, as the vocabulary numbers it
// Which random numbers a dropout uses; drop_words takes part 0.
enum DropoutPart : std::uint64_t { kEmbeddingPart = 1, kClassifierPart = 2, kLayerPart = 16 };
} // namespace

Classifier::Classifier(const ClassifierOptions& options)
    : options_(options), input_(find_input_layer(options.input)),
      cell_(find_cell(options.cell)), pooling_(find_pooling(options.pooling)) {
    if (input_->embed) embedding_ = add_table("embedding.weight", options.embedding_dim);
    Index features = options.embedding_dim;
    for (Index layer = 0; cell_ && layer < options.num_layers; ++layer) {
        const std::string suffix = "_l" + std::to_string(layer);
        directions_.push_back(add_direction(suffix, features));
        if (options.bidirectional)
            directions_.push_back(add_direction(suffix + "_reverse", features));
        features = options.hidden_size * (options.bidirectional ? 2 : 1);
    }
    if (pooling_->has_parameters)
        attention_ = {add("attention.weight", {features, features}),
                      add("attention.bias", {features}), add("attention.context", {1, features})};
    weight_ = add("classifier.weight", {options.classes, features});
    bias_ = add("classifier.bias", {options.classes});
}

Index Classifier::add(std::string name, std::vector<Index> shape) {
    Parameter& p = parameters_.emplace_back();
    p.name = std::move(name);
    p.shape = std::move(shape);
    return parameters_.size() - 1;
}

Index Classifier::add_table(std::string name, Index cols) {
    const Index table = add(std::move(name), {options_.vocabulary_size, cols});
    parameters_[table].is_table = true;
    parameters_[table].touched_rows = input_->touched_rows;
    return table;
}

Classifier::Direction Classifier::add_direction(const std::string& suffix, Index inputs) {
    const Index gates = cell_->gates * options_.hidden_size;
    const bool reads_words =
        directions_.size() < (options_.bidirectional ? 2 : 1) && !input_->embed;
    return {reads_words ? add_table("rnn.weight_ih" + suffix + "_transposed", gates)
                        : add("rnn.weight_ih" + suffix, {gates, inputs}),
            add("rnn.weight_hh" + suffix, {gates, options_.hidden_size}),
            add("rnn.bias_ih" + suffix, {gates}), add("rnn.bias_hh" + suffix, {gates})};
}

// Each parameter draws from a stream of its own, named by its position.
void Classifier::initialise(std::uint64_t seed) {
    for (Index i = 0; i < parameters_.size(); ++i) {
        Parameter& p = parameters_[i];
        p.value = Storage(p.rows() * p.cols());
        Random random(seed, Stream::kInit, i);
        const bool recurrent = p.name.starts_with("rnn.");
        const double bound =
            1 / std::sqrt(static_cast<double>(recurrent ? options_.hidden_size : feature_size()));
        for (Real& x : p.value)
            x = static_cast<Real>(p.is_table && !recurrent
                                      ? options_.embedding_std * random.normal()
                                      : random.uniform(-bound, bound));
    }
}

Index Classifier::feature_size() const {
    if (!cell_) return options_.embedding_dim;
    return options_.hidden_size * (options_.bidirectional ? 2 : 1);
}

Var Classifier::logits(const Pass& pass, const Packed& packed,
                       std::span<const TokenId> ids) const {
    const auto words = drop_words(pass, ids, kUnknown, options_.word_dropout);
    Var x = input_->embed ? input_->embed(pass, embedding_, words) : Var{};
    if (x) x = pass.drop(x, options_.embedding_dropout, kEmbeddingPart);
    if (cell_) x = rnn(pass, {x, words}, packed);
    const Index backward_from = cell_ ? options_.hidden_size : x.cols();
    x = pooling_->pool(pass, {x, packed, backward_from, attention_});
    x = pass.drop(x, options_.classifier_dropout, kClassifierPart);
    const Var weight = pass.parameter(weight_), bias = pass.parameter(bias_);
    return linear(pass.tape, x, weight, bias);
}

Var Classifier::rnn(const Pass& pass, RnnInput input, const Packed& packed) const {
    const Index per_layer = options_.bidirectional ? 2 : 1;
    for (Index i = 0; i < directions_.size(); i += per_layer) {
        if (i > 0) input.x = pass.drop(input.x, options_.layer_dropout, kLayerPart + i);
        const Var forward = rnn_direction(pass, input, packed, directions_[i], false);
        input.x = options_.bidirectional
                      ? concat_cols(pass.tape, forward,
                                    rnn_direction(pass, input, packed, directions_[i + 1], true))
                      : forward;
    }
    return input.x;
}

Var Classifier::rnn_direction(const Pass& pass, const RnnInput& input, const Packed& packed,
                              const Direction& d, bool reverse) const {
    const CellWeights weights{input.x ? pass.parameter(d.weight_ih) : Var{},
                              input.x ? Table{} : pass.table(d.weight_ih),
                              pass.parameter(d.weight_hh), pass.parameter(d.bias_ih),
                              pass.parameter(d.bias_hh)};
    const auto run = options_.implementation == "reference" ? rnn_reference : rnn_fused;
    return run(pass.tape, *cell_, input, packed, weights, reverse);
}

double Classifier::multiply_adds(Index tokens) const {
    double per_token = 0, once = 0;
    for (const Parameter& p : parameters_) {
        const auto size = static_cast<double>(p.rows() * p.cols());
        if (p.shape.size() != 2) continue; // biases add nothing to multiply
        if (p.is_table)
            per_token += input_->touched_rows ? 0 : size;
        else
            (p.name == "classifier.weight" ? once : per_token) += size;
    }
    return per_token * static_cast<double>(tokens) + once;
}

} // namespace textrnn
