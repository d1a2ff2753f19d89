// What a step needs, put together from the config.
#include "train/learner.h"

#include "core/error.h"

#include <cmath>

namespace textrnn {

namespace {

Model fresh_model(const Config& config, const Corpus& corpus) {
    Model model{config, corpus.vocabulary, corpus.labels,
                make_classifier(config, corpus.vocabulary, corpus.labels)};
    model.classifier.initialise(config.train.seed);
    return model;
}

std::vector<Index> examples_of(std::span<const Shard> shards) {
    std::vector<Index> all;
    for (const Shard& shard : shards)
        all.insert(all.end(), shard.examples.begin(), shard.examples.end());
    return all;
}

} // namespace

void refuse_divergence(const std::string& what, Index epoch, Index step) {
    throw Error(ExitCode::kRuntime,
                "epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ": " + what +
                    " is no longer a finite number; try a lower optimizer.learning_rate or "
                    "train.clip_norm");
}

std::vector<Real> class_weights(const ClassWeights& weights,
                                const std::vector<std::string>& labels, const Dataset& train) {
    if (weights.rule == "none") return {};
    if (weights.rule == "values") {
        if (weights.values.size() != labels.size())
            throw Error(ExitCode::kBadConfig,
                        "train.class_weights: expected " + std::to_string(labels.size()) +
                            " numbers, one a label (" + labels.front() + " ... " + labels.back() +
                            "), found " + std::to_string(weights.values.size()));
        return {weights.values.begin(), weights.values.end()};
    }
    std::vector<Index> counts(labels.size());
    for (const Index label : train.labels) ++counts[label];
    std::vector<Real> balanced;
    for (const Index count : counts)
        balanced.push_back(static_cast<Real>(train.size()) /
                           static_cast<Real>(labels.size() * count));
    return balanced;
}

Learner::Learner(const Config& config, const Corpus& corpus, Threads& threads)
    : corpus_(corpus), model_(fresh_model(config, corpus)),
      optimizer_(config.optimizer, model_.classifier.parameters()),
      loss_{class_weights(config.train.class_weights, corpus.labels, corpus.train),
            config.train.label_smoothing},
      workspace_(threads, model_.classifier.parameters()) {}

double Learner::learning_rate(const ScheduleState& state) const {
    return model_.config.learning_rate * schedule_factor(model_.config.schedule, state);
}

StepResult Learner::step(const std::vector<Index>& batch, const ScheduleState& state) {
    return step(pack_shards(corpus_.train, batch, model_.config.train.shard_size, shards_),
                state);
}

StepResult Learner::step(std::span<const Shard> shards, const ScheduleState& state) {
    const TrainOptions& options = model_.config.train;
    const Random dropout(options.seed, Stream::kDropout, state.step);
    const StepResult result = train_step(model_.classifier, optimizer_, workspace_, shards, loss_,
                                         learning_rate(state), options.clip_norm, dropout);
    const bool is_loss = !std::isfinite(result.loss);
    if (is_loss || !std::isfinite(result.gradient_norm))
        refuse_divergence((is_loss ? "the loss (from " : "the gradient (from ") +
                              find_divergence(model_.classifier, workspace_, shards, loss_,
                                              dropout) +
                              "; the batch is " + corpus_.places(examples_of(shards)) + ")",
                          state.epoch + 1, state.step + 1);
    return result;
}

} // namespace textrnn
