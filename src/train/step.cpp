// The training step.
#include "train/step.h"

#include "core/stopwatch.h"
#include "core/threads.h"

#include <functional>

namespace textrnn {

Workspace::Workspace(Threads& threads, const Parameters& parameters)
    : threads_(threads), parameters_(parameters), lanes_(threads.count()) {
    for (std::unique_ptr<Lane>& lane : lanes_) lane = std::make_unique<Lane>();
}

std::vector<Gradients>& Workspace::gradients(Index shards) {
    while (gradients_.size() < shards) gradients_.emplace_back(parameters_);
    for (Gradients& g : gradients_) g.clear();
    return gradients_;
}

std::vector<StepResult>& Workspace::parts(Index shards) {
    parts_.assign(shards, {});
    return parts_;
}

double Workspace::bytes() const {
    double sum = 0;
    for (const std::unique_ptr<Lane>& lane : lanes_)
        sum += static_cast<double>(lane->arena.capacity());
    for (const Gradients& g : gradients_) sum += static_cast<double>(g.bytes());
    return sum;
}

namespace {

// What the losses of a batch are divided by: the labels' weights, added up.
double total_weight(std::span<const Shard> shards, const LossOptions& options) {
    double sum = 0;
    for (const Shard& shard : shards)
        for (const Index label : shard.labels)
            sum += options.class_weights.empty()
                       ? 1.0
                       : static_cast<double>(options.class_weights[label]);
    return sum;
}

} // namespace

StepResult train_step(Classifier& classifier, Optimizer& optimizer, Workspace& workspace,
                      std::span<const Shard> shards, const LossOptions& options,
                      double learning_rate, double clip_norm, const Random& dropout) {
    Stopwatch watch;
    std::vector<Gradients>& gradients = workspace.gradients(shards.size());
    std::vector<StepResult>& parts = workspace.parts(shards.size());
    const auto normalizer = static_cast<Real>(total_weight(shards, options));
    StepResult step;
    step.reduction_seconds = watch.lap();

    const auto run_shard = [&](Index s, Index worker) {
        const Shard& shard = shards[s];
        Workspace::Lane& lane = workspace.lane(worker);
        lane.reset();
        Stopwatch shard_watch;
        const Pass pass{lane.tape, classifier.parameters(), &gradients[s], dropout.split(s), true};
        const Var logits = classifier.logits(pass, shard.packed, shard.ids);
        const Var loss =
            cross_entropy(lane.tape, logits, shard.labels, options.class_weights,
                          static_cast<Real>(options.label_smoothing), normalizer);
        parts[s].forward_seconds = shard_watch.lap();
        lane.tape.backward(loss);
        parts[s].backward_seconds = shard_watch.lap();
        parts[s].loss = static_cast<double>(loss.value().data[0]);
        parts[s].tokens = shard.packed.tokens();
    };
    workspace.threads().run(shards.size(), std::ref(run_shard)); // a copy would allocate

    watch.lap();
    for (Index s = 0; s < shards.size(); ++s) {
        if (s > 0) gradients[0].add(gradients[s]);
        step.loss += parts[s].loss;
        step.tokens += parts[s].tokens;
        step.forward_seconds += parts[s].forward_seconds;
        step.backward_seconds += parts[s].backward_seconds;
    }
    step.reduction_seconds += watch.lap();
    step.gradient_norm = gradient_norm(gradients[0]);
    step.clip_seconds = watch.lap();
    optimizer.step(workspace.threads(), classifier.parameters(), gradients[0], learning_rate,
                   clip_scale(step.gradient_norm, clip_norm));
    step.update_seconds = watch.lap();
    return step;
}

} // namespace textrnn
