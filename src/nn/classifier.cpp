// Builds the layers' parameters under PyTorch's names, and runs the layers one after the other.
#include "nn/classifier.h"

#include <cmath>

namespace textrnn {

namespace {
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
    parameters_[weight_].used_per = UsedPer::kText;
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
    parameters_[table].sparse_gradient = input_->sparse_gradient;
    return table;
}

Classifier::Direction Classifier::add_direction(const std::string& suffix, Index inputs) {
    const Index gates = cell_->gates * options_.hidden_size;
    const bool is_first = directions_.size() < (options_.bidirectional ? 2 : 1);
    const Index weight_ih = is_first && !input_->embed
                                ? add_table("rnn.weight_ih" + suffix + "_transposed", gates)
                                : add("rnn.weight_ih" + suffix, {gates, inputs});
    if (is_first) parameters_[weight_ih].used_per = UsedPer::kUniqueToken;
    return {weight_ih, add("rnn.weight_hh" + suffix, {gates, options_.hidden_size}),
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

Var Classifier::logits(const ForwardContext& context, const Packed& packed,
                       std::span<const TokenId> ids) const {
    const auto tokens = drop_words(context, ids, kUnkId, options_.word_dropout);
    const UniqueTokens words = unique_tokens(context.tape.arena(), tokens);
    const Var vectors = input_->embed ? input_->embed(context, embedding_, words) : Var{};
    Var x; // each token's own vector, where one is pooled, or dropout tells tokens apart
    if (vectors && (!cell_ || context.drops(options_.embedding_dropout)))
        x = context.drop(pick_rows(context.tape, vectors, words.rows), options_.embedding_dropout,
                      kEmbeddingPart);
    if (cell_) x = rnn(context, {x, vectors, words}, packed);
    const Index backward_from = cell_ ? options_.hidden_size : x.cols();
    x = pooling_->pool(context, {x, packed, backward_from, attention_});
    x = context.drop(x, options_.classifier_dropout, kClassifierPart);
    const Var weight = context.parameter(weight_), bias = context.parameter(bias_);
    return linear(context.tape, x, weight, bias);
}

Var Classifier::rnn(const ForwardContext& context, LayerInput input, const Packed& packed) const {
    const Index per_layer = options_.bidirectional ? 2 : 1;
    for (Index i = 0; i < directions_.size(); i += per_layer) {
        if (i > 0) input.x = context.drop(input.x, options_.layer_dropout, kLayerPart + i);
        const Var forward = rnn_direction(context, input, packed, directions_[i], false);
        input.x = options_.bidirectional
                      ? concat_cols(context.tape, forward,
                                    rnn_direction(context, input, packed, directions_[i + 1], true))
                      : forward;
    }
    return input.x;
}

// x weight_ih^T + bias_ih of every word [U, G H]; of one-hot x, the product picks a row.
Var Classifier::input_projection(const ForwardContext& context, const LayerInput& input,
                                 const Direction& d) const {
    const Var bias = context.parameter(d.bias_ih);
    if (input.vectors)
        return linear(context.tape, input.vectors, context.parameter(d.weight_ih), bias);
    return add_row(context.tape, lookup(context.tape, context.table(d.weight_ih), input.words.ids),
                   bias);
}

Var Classifier::rnn_direction(const ForwardContext& context, const LayerInput& input,
                              const Packed& packed, const Direction& d, bool reverse) const {
    const RnnInput read = input.x
                              ? RnnInput{input.x}
                              : RnnInput{{}, input_projection(context, input, d), input.words.rows};
    const CellWeights weights{input.x ? context.parameter(d.weight_ih) : Var{},
                              context.parameter(d.weight_hh),
                              input.x ? context.parameter(d.bias_ih) : Var{},
                              context.parameter(d.bias_hh)};
    const auto run = options_.implementation == "reference" ? rnn_reference : rnn_fused;
    return run(context.tape, *cell_, read, packed, weights, reverse);
}

} // namespace textrnn
