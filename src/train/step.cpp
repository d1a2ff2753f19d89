// The training step.
#include "train/step.h"

namespace textrnn {

std::vector<Gradients>& Workspace::gradients(Index shards) {
    while (gradients_.size() < shards) gradients_.emplace_back(parameters_);
    for (Gradients& g : gradients_) g.clear();
    return gradients_;
}

namespace {

// What the losses of a batch are divided by: the labels' weights, added up.
double total_weight(const std::vector<Shard>& shards, const LossOptions& options) {
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
                      const std::vector<Shard>& shards, const LossOptions& options,
                      double learning_rate, double clip_norm, const Random& dropout) {
    std::vector<Gradients>& gradients = workspace.gradients(shards.size());
    std::vector<double> losses(shards.size());
    const auto normalizer = static_cast<Real>(total_weight(shards, options));

    workspace.threads().run(shards.size(), [&](Index s, Index worker) {
        const Shard& shard = shards[s];
        Workspace::Lane& lane = workspace.lane(worker);
        lane.reset();
        const Pass pass{lane.tape, classifier.parameters(), &gradients[s], dropout.split(s), true};
        const Var logits = classifier.logits(pass, shard.packed, shard.ids);
        const Var loss =
            cross_entropy(lane.tape, logits, shard.labels, options.class_weights,
                          static_cast<Real>(options.label_smoothing), normalizer);
        lane.tape.backward(loss);
        losses[s] = static_cast<double>(loss.value().data[0]);
    });

    double loss = losses[0];
    for (Index s = 1; s < shards.size(); ++s) {
        loss += losses[s];
        gradients[0].add(gradients[s]);
    }
    const double norm = gradient_norm(gradients[0]);
    optimizer.step(workspace.threads(), classifier.parameters(), gradients[0], learning_rate,
                   clip_scale(norm, clip_norm));
    return {loss, norm};
}

} // namespace textrnn
