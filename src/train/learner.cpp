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

Learner::Learner(const Config& config, const Corpus& corpus, Threads& threads)
    : corpus_(corpus), model_(fresh_model(config, corpus)),
      optimizer_(config.optimizer, model_.classifier.parameters()),
      loss_{class_weights(config.train.class_weights, corpus.labels, corpus.train),
            config.train.label_smoothing},
      workspace_(threads, model_.classifier.parameters()) {}

double Learner::learning_rate(const Progress& progress) const {
    return model_.config.learning_rate * schedule_factor(model_.config.schedule, progress);
}

StepResult Learner::step(const std::vector<Index>& batch, const Progress& progress) {
    return step(pack_shards(corpus_.train, batch, model_.config.train.shard_size, shards_),
                progress);
}

StepResult Learner::step(std::span<const Shard> shards, const Progress& progress) {
    const TrainOptions& options = model_.config.train;
    const Random dropout(options.seed, Stream::kDropout, progress.step);
    const StepResult result = train_step(model_.classifier, optimizer_, workspace_, shards, loss_,
                                         learning_rate(progress), options.clip_norm, dropout);
    const bool is_loss = !std::isfinite(result.loss);
    if (is_loss || !std::isfinite(result.gradient_norm))
        refuse_divergence((is_loss ? "the loss (from " : "the gradient (from ") +
                              find_divergence(model_.classifier, workspace_, shards, loss_,
                                              dropout) +
                              "; the batch is " + corpus_.places(examples_of(shards)) + ")",
                          progress.epoch + 1, progress.step + 1);
    return result;
}

} // namespace textrnn
