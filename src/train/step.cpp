// The training step.
#include "train/step.h"

#include "core/registry.h"
#include "core/stopwatch.h"
#include "core/threads.h"

#include <algorithm>
#include <cmath>
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

// On the lane's tape, ready for backward().
Var shard_loss(const Classifier& classifier, Workspace::Lane& lane, const Shard& shard,
               const LossOptions& options, Real normalizer, Gradients& gradients,
               const Random& dropout) {
    lane.reset();
    const ForwardContext context{lane.tape, classifier.parameters(), &gradients, dropout, true};
    const Var logits = classifier.logits(context, shard.packed, shard.ids);
    return cross_entropy(lane.tape, logits, shard.labels, options.class_weights,
                         static_cast<Real>(options.label_smoothing), normalizer);
}

bool is_finite(const Real* values, Index count) {
    return std::all_of(values, values + count, [](Real x) { return std::isfinite(x); });
}

bool is_finite(Gradients& gradients, Index parameter) {
    const Tensor dense = gradients.dense(parameter);
    if (dense.data) return is_finite(dense.data, dense.size());
    const SparseGradient& rows = *gradients.rows(parameter);
    return std::all_of(rows.ids().begin(), rows.ids().end(),
                       [&](TokenId id) { return is_finite(rows.find(id), rows.dim()); });
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
        Workspace::Lane& lane = workspace.lane(worker);
        Stopwatch shard_watch;
        const Var loss = shard_loss(classifier, lane, shards[s], options, normalizer,
                                    gradients[s], dropout.split(s));
        parts[s].forward_seconds = shard_watch.lap();
        lane.tape.backward(loss);
        parts[s].backward_seconds = shard_watch.lap();
        parts[s].loss = static_cast<double>(loss.value().data[0]);
        parts[s].tokens = shards[s].packed.tokens();
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
    if (!std::isfinite(step.loss) || !std::isfinite(step.gradient_norm)) return step;
    optimizer.step(workspace.threads(), classifier.parameters(), gradients[0], learning_rate,
                   clip_scale(step.gradient_norm, clip_norm));
    step.update_seconds = watch.lap();
    return step;
}

const Parameter* find_not_finite(const Parameters& parameters) {
    for (const Parameter& p : parameters)
        if (!is_finite(p.value.data(), p.value.size())) return &p;
    return nullptr;
}

std::string find_divergence(const Classifier& classifier, Workspace& workspace,
                            std::span<const Shard> shards, const LossOptions& options,
                            const Random& dropout) {
    const Parameters& parameters = classifier.parameters();
    if (const Parameter* p = find_not_finite(parameters)) return p->name;
    std::vector<Gradients>& gradients = workspace.gradients(shards.size());
    const auto normalizer = static_cast<Real>(total_weight(shards, options));
    Workspace::Lane& lane = workspace.lane(0);
    for (Index s = 0; s < shards.size(); ++s) {
        const Var loss = shard_loss(classifier, lane, shards[s], options, normalizer,
                                    gradients[s], dropout.split(s));
        std::string weight = "the input";
        for (const Node* node : lane.tape.nodes()) {
            if (find_named(parameters, node->op)) weight = node->op;
            if (!is_finite(node->value.data, node->value.size()))
                return node->op + (" after " + weight);
        }
        lane.tape.backward(loss);
        for (Index p = parameters.size(); p-- > 0;) // the order of computation, backwards
            if (!is_finite(gradients[s], p)) return "the gradient of " + parameters[p].name;
    }
    return "the sum of the batch's parts";
}

} // namespace textrnn
