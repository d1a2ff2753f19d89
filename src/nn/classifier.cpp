// Creates the parameters of all layers (with PyTorch's names, if it has them), and runs the layers.
#include "nn/classifier.h"

#include "core/registry.h"

namespace textrnn {

// Arguments of Random::split() for ForwardContext::random.
enum : std::uint64_t { kWordPart, kEmbeddingPart, kClassifierPart, kLayerPart = 16 };

static double bound_for(Index inputs) { return 1 / std::sqrt(static_cast<double>(inputs)); }

Classifier::Classifier(const ClassifierOptions& options)
    : options_(options), input_(find_named(all_input_layers(), options.input)),
      cell_(find_named(cells(), options.cell)), pooling_(find_named(poolings(), options.pooling)) {
    if (input_->embed) {
        embedding_ = add_table(kEmbeddingName, options.embedding_dim, options.embedding_std);
        parameters_[embedding_].is_normal = true;
        parameters_[embedding_].frozen = options.freeze == "embedding";
    }
    Index features = options.embedding_dim;
    for (Index layer = 0; cell_ && layer < options.num_layers; ++layer) {
        const std::string suffix = "_l" + std::to_string(layer);
        directions_.push_back(add_direction(suffix, features));
        if (options.bidirectional)
            directions_.push_back(add_direction(suffix + "_reverse", features));
        features = options.hidden_size * (options.bidirectional ? 2 : 1);
    }
    if (options.classes == 0) return;
    const double bound = bound_for(features);
    if (pooling_->needs_scores)
        attention_ = {add("attention.weight", {features, features}, bound),
                      add("attention.bias", {features}, bound),
                      add("attention.context", {1, features}, bound)};
    weight_ = add("classifier.weight", {options.classes, features}, bound);
    parameters_[weight_].used_per = UsedPer::kText;
    bias_ = add("classifier.bias", {options.classes}, bound);
}

Index Classifier::add(std::string name, std::vector<Index> shape, double bound) {
    parameters_.push_back({std::move(name), std::move(shape), bound});
    return parameters_.size() - 1;
}

Index Classifier::add_table(std::string name, Index cols, double scale) {
    const Index table = add(std::move(name), {options_.vocabulary_size, cols}, scale);
    parameters_[table].is_table = true;
    parameters_[table].sparse_gradient = input_->sparse_gradient;
    if (!input_->multiplies) parameters_[table].used_per = UsedPer::kNothing;
    return table;
}

Classifier::Direction Classifier::add_direction(const std::string& suffix, Index inputs) {
    const Index gates = cell_->gates * options_.hidden_size;
    const double bound = bound_for(options_.hidden_size);
    const bool is_first = directions_.size() < (options_.bidirectional ? 2 : 1);
    const std::string name = "rnn.weight_ih" + suffix;
    const Index weight_ih = is_first && !input_->embed
                                ? add_table(name + "_transposed", gates, bound)
                                : add(name, {gates, inputs}, bound);
    if (is_first && input_->embed && !input_->per_token)
        parameters_[weight_ih].used_per = UsedPer::kUniqueToken;
    return {weight_ih, add("rnn.weight_hh" + suffix, {gates, options_.hidden_size}, bound),
            add("rnn.bias_ih" + suffix, {gates}, bound),
            add("rnn.bias_hh" + suffix, {gates}, bound)};
}

void Classifier::pack_weights(Precision weight_hh) {
    const auto packed = std::make_shared<PackedWeights>();
    for (Index p = 0; p < parameters_.size(); ++p) {
        const Parameter& weight = parameters_[p];
        const bool is_factor = !weight.is_table && weight.shape.size() == 2; // no bias
        const bool is_hh =
            has_fused_rnn() && std::ranges::count(directions_, p, &Direction::weight_hh) > 0;
        packed->transposes.push_back(is_factor ? pack(packed->arena, Trans::kYes, weight.tensor(),
                                                      is_hh ? weight_hh : Precision::kFull)
                                               : PackedMatrix{});
    }
    packed_ = packed;
}

const Parameter& Classifier::table() const {
    return *std::ranges::find_if(parameters_, &Parameter::is_table);
}

// Word dropout: while training, replaces each id by <unk> with probability p, in a copy that the
// arena owns. So the model learns a vector for unknown words and depends less on single words.
static std::span<const TokenId> drop_words(const ForwardContext& context,
                                           std::span<const TokenId> ids, double p) {
    if (!context.drops(p)) return ids;
    TokenId* const kept = context.tape.arena().array<TokenId>(ids.size());
    Random random = context.random.split(kWordPart);
    for (Index n = 0; n < ids.size(); ++n) kept[n] = random.uniform() < p ? kUnkId : ids[n];
    return {kept, ids.size()};
}

Classifier::States Classifier::states(const ForwardContext& context, const Packed& packed,
                                      std::span<const TokenId> ids) const {
    const auto tokens = drop_words(context, ids, options_.word_dropout);
    const UniqueTokens unique = unique_tokens(context.tape.arena(), tokens);
    const Var embeddings = input_->embed ? input_->embed(context, embedding_, unique) : Var{};
    Var x; // [N, D] if per_token, without cell, or if equal ids differ (dropout, perturbation)
    Perturbation* const perturbation = embeddings ? context.perturbation : nullptr;
    if (input_->per_token) x = embeddings;
    else if (embeddings && (!cell_ || perturbation || context.drops(options_.embedding_dropout)))
        x = pick_rows(context.tape, embeddings, unique.inverse).named("x");
    if (x) x = context.drop(x, options_.embedding_dropout, kEmbeddingPart);
    if (perturbation) {
        if (perturbation->added.data)
            x = textrnn::add(context.tape, x, context.tape.constant(perturbation->added));
        x.node->needs_grad = true; // also if the table is frozen
        perturbation->embeddings = x;
    }
    return cell_ ? rnn(context, {x, embeddings, unique}, packed) : States{x, {}};
}

// Both directions' states of each token, one behind the other: [N, H] or [N, 2 H].
static Var joined(Tape& tape, const Classifier::States& states) {
    if (!states.reverse) return states.forward;
    return concat_cols(tape, states.forward, states.reverse).named("h of both directions");
}

Var Classifier::logits(const ForwardContext& context, const States& states,
                       const Packed& packed) const {
    const Var x = context.drop(pooled(context, states, packed), options_.classifier_dropout,
                               kClassifierPart);
    const Var weight = context.parameter(weight_), bias = context.parameter(bias_);
    return linear(context.tape, x, weight, bias).named("logits = W x + b");
}

// Attention pools the joined states. Other poolings pool each direction: joining the results
// copies fewer numbers.
Var Classifier::pooled(const ForwardContext& context, const States& states,
                       const Packed& packed) const {
    Tape& tape = context.tape;
    if (pooling_->needs_scores) {
        const Var x = joined(tape, states);
        return pooling_->pool(tape, {x, packed, false, attention_scores(context, x)});
    }
    const Var forward = pooling_->pool(tape, {states.forward, packed, false});
    if (!states.reverse) return forward;
    const Var reverse = pooling_->pool(tape, {states.reverse, packed, true});
    return concat_cols(tape, forward, reverse).named("pooled states");
}

// context . tanh(weight x_n + bias) of each token's x_n: x [N, F] -> [N, 1]
Var Classifier::attention_scores(const ForwardContext& context, Var x) const {
    const Var weight = context.parameter(attention_.weight);
    const Var bias = context.parameter(attention_.bias);
    const Var sum = linear(context.tape, x, weight, bias).named("a = W x + b");
    const Var hidden = tanh(context.tape, sum).named("tanh(a)");
    return linear(context.tape, hidden, context.parameter(attention_.context), Var{})
        .named("scores = context . tanh(a)");
}

Classifier::States Classifier::rnn(const ForwardContext& context, LayerInput input,
                                   const Packed& packed) const {
    const Index per_layer = options_.bidirectional ? 2 : 1;
    States states;
    for (Index i = 0; i < directions_.size(); i += per_layer) {
        if (i > 0)
            input.x = context.drop(joined(context.tape, states), options_.layer_dropout,
                                   kLayerPart + i);
        states.forward = rnn_direction(context, input, packed, directions_[i], false);
        if (options_.bidirectional)
            states.reverse = rnn_direction(context, input, packed, directions_[i + 1], true);
    }
    return states;
}

// x weight_ih^T + bias_ih of every distinct id [U, G H]. With one-hot x the product is a lookup.
Var Classifier::input_projection(const ForwardContext& context, const LayerInput& input,
                                 const Direction& d) const {
    const Var bias = context.parameter(d.bias_ih);
    if (input.embeddings)
        return linear(context.tape, input.embeddings, context.parameter(d.weight_ih), bias)
            .named("W_ih x + b_ih, per id");
    const Var rows = lookup(context.tape, context.table(d.weight_ih), input.unique.ids)
                         .named("rows of W_ih transposed");
    return textrnn::add(context.tape, rows, bias).named("W_ih one_hot + b_ih, per id");
}

Var Classifier::rnn_direction(const ForwardContext& context, const LayerInput& input,
                              const Packed& packed, const Direction& d, bool reverse) const {
    const Var x = input.x;
    const RnnInput rnn_input =
        x ? RnnInput{x} : RnnInput{{}, input_projection(context, input, d), input.unique.inverse};
    const CellWeights weights{
        x ? context.parameter(d.weight_ih) : Var{}, context.parameter(d.weight_hh),
        x ? context.parameter(d.bias_ih) : Var{}, context.parameter(d.bias_hh)};
    const auto run = has_fused_rnn() ? rnn_fused : rnn_reference;
    return run(context.tape, *cell_, rnn_input, packed, weights, reverse);
}

} // namespace textrnn
