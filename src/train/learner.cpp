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

} // namespace

void check_finite(double value, const char* what, Index epoch, Index step) {
    if (std::isfinite(value)) return;
    throw Error(ExitCode::kRuntime,
                "epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ": the " +
                    what + " is no longer a finite number; try a lower optimizer.learning_rate " +
                    "or train.clip_norm");
}

Learner::Learner(const Config& config, const Corpus& corpus, Threads& threads)
    : model_(fresh_model(config, corpus)),
      optimizer_(config.optimizer, model_.classifier.parameters()),
      loss_{class_weights(config.train.class_weights, corpus.labels, corpus.train),
            config.train.label_smoothing},
      workspace_(threads, model_.classifier.parameters()) {}

double Learner::learning_rate(const Progress& progress) const {
    return model_.config.learning_rate * schedule_factor(model_.config.schedule, progress);
}

StepResult Learner::step(const Dataset& train, const std::vector<Index>& batch,
                         const Progress& progress) {
    return step(pack_shards(train, batch, model_.config.train.shard_size, shards_), progress);
}

StepResult Learner::step(std::span<const Shard> shards, const Progress& progress) {
    const TrainOptions& options = model_.config.train;
    const StepResult result =
        train_step(model_.classifier, optimizer_, workspace_, shards, loss_,
                   learning_rate(progress), options.clip_norm,
                   Random(options.seed, Stream::kDropout, progress.step));
    check_finite(result.loss, "loss", progress.epoch + 1, progress.step + 1);
    check_finite(result.gradient_norm, "gradient", progress.epoch + 1, progress.step + 1);
    return result;
}

} // namespace textrnn
