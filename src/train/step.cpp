// The training step: pack, forward and backward of every shard, sum of the gradients, update.
#include "train/step.h"

#include "core/error.h"
#include "core/stopwatch.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace textrnn {

namespace {

// [C] by the rule of train.class_weights; empty for "none".
std::vector<Real> class_weights(const ClassWeights& weights,
                                const std::vector<std::string>& labels, const Dataset& train) {
    if (weights.rule == "none") return {};
    if (weights.rule == "values") {
        if (weights.values.size() != labels.size())
            throw Error(ExitCode::kBadConfig,
                        "train.class_weights: expected " + std::to_string(labels.size()) +
                            " numbers, one per label (" + labels.front() + " ... " +
                            labels.back() + "), found " + std::to_string(weights.values.size()));
        const double most = *std::max_element(weights.values.begin(), weights.values.end());
        if (!std::isfinite(static_cast<Real>(most * static_cast<double>(train.size()))))
            throw Error(ExitCode::kBadConfig, "train.class_weights: their sum over the examples "
                                              "overflows; use smaller weights");
        return {weights.values.begin(), weights.values.end()};
    }
    std::vector<Index> counts(labels.size());
    for (const Index label : train.labels) ++counts[label];
    std::vector<Real> balanced;
    for (const Index count : counts)
        balanced.push_back(static_cast<Real>(train.size()) /
                           static_cast<Real>(labels.size() * std::max<Index>(count, 1)));
    return balanced;
}

} // namespace

Model initial_model(const Config& config, const Corpus& corpus) {
    Model model{config, corpus.vocabulary, corpus.labels,
                make_classifier(config, corpus.vocabulary.size(), corpus.labels.size())};
    model.classifier.initialise(config.train.seed);
    return model;
}

TrainState::TrainState(Model model, const Corpus& corpus, Threads& threads)
    : model_(std::move(model)), corpus_(corpus),
      gradient_step_(model_.config.optimizer, model_.classifier.parameters(), threads),
      class_weights_(
          class_weights(model_.config.train.class_weights, model_.labels, corpus.train)),
      loss_([this](const ForwardContext& context, const Shard& shard) {
          const Var logits = model_.classifier.logits(context, shard.packed, shard.ids);
          return cross_entropy(context.tape, logits, shard.labels, class_weights_,
                               static_cast<Real>(model_.config.train.label_smoothing),
                               total_weight_);
      }) {}

double TrainState::learning_rate(const ScheduleState& state) const {
    return model_.config.learning_rate * schedule_factor(model_.config.schedule, state);
}

const Model& TrainState::evaluated_model() {
    if (model_.config.optimizer.average == 0) return model_;
    averaged_ = model_;
    Parameters& parameters = averaged_->classifier.parameters();
    for (Index p = 0; p < parameters.size(); ++p)
        if (const Storage& average = optimizer().state(p)[Optimizer::kAverage]; !average.empty())
            parameters[p].value = Storage(average);
    return *averaged_;
}

StepResult TrainState::step(const std::vector<Index>& examples, const ScheduleState& state) {
    const TrainOptions& options = model_.config.train;
    StepResult result;
    Stopwatch watch;
    const auto shards = pack_shards(corpus_.train, examples, options.shard_size, shards_);
    double weight = 0;
    for (const Shard& shard : shards)
        for (const Index label : shard.labels)
            weight += class_weights_.empty() ? 1.0 : static_cast<double>(class_weights_[label]);
    total_weight_ = static_cast<Real>(weight);
    result.packing_seconds = watch.lap();
    std::string divergence;
    gradient_step_.run(model_.classifier.parameters(), shards, loss_,
                       {learning_rate(state), options.clip_norm, options.adversarial,
                        Random(options.seed, Stream::kDropout, state.step)},
                       result, divergence);
    if (!divergence.empty())
        refuse_divergence((std::isfinite(result.loss) ? "the gradient" : "the loss") +
                              (" (from " + divergence) + "; the batch is " +
                              corpus_.places(examples) + ")",
                          state.epoch + 1, state.step + 1);
    return result;
}

} // namespace textrnn
