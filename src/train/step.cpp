// The training step: pack, forward and backward of every shard, sum of the gradients, update.
#include "train/step.h"

#include "core/error.h"
#include "core/stopwatch.h"
#include "core/threads.h"

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
                           static_cast<Real>(labels.size() * count));
    return balanced;
}

bool is_finite(const Real* values, Index count) {
    return std::all_of(values, values + count, [](Real x) { return std::isfinite(x); });
}

bool is_finite(Gradients& gradients, Index id, const Parameter& parameter) {
    for (Index i = 0; i < parameter.rows(); ++i)
        if (const Real* row = gradients.find_row(id, i); row && !is_finite(row, parameter.cols()))
            return false;
    return true;
}

} // namespace

Model initial_model(const Config& config, const Corpus& corpus) {
    Model model{config, corpus.vocabulary, corpus.labels,
                make_classifier(config, corpus.vocabulary.size(), corpus.labels.size())};
    model.classifier.initialise(config.train.seed);
    return model;
}

TrainState::TrainState(Model model, const Corpus& corpus, Threads& threads)
    : model_(std::move(model)), corpus_(corpus), threads_(threads),
      optimizer_(model_.config.optimizer, model_.classifier.parameters()),
      class_weights_(
          class_weights(model_.config.train.class_weights, model_.labels, corpus.train)),
      per_thread_(threads.count()) {}

double TrainState::learning_rate(const ScheduleState& state) const {
    return model_.config.learning_rate * schedule_factor(model_.config.schedule, state);
}

double TrainState::bytes() const {
    Index sum = 0;
    for (const auto& thread : per_thread_) sum += thread.arena.capacity();
    for (const Gradients& g : gradients_) sum += g.bytes();
    return static_cast<double>(sum);
}

StepResult TrainState::step(const std::vector<Index>& examples, const ScheduleState& state) {
    StepResult result;
    Stopwatch watch;
    const Batch batch = pack(examples, state.step);
    result.packing_seconds = watch.lap();
    // Forward and backward of all shards; gradients_[0] becomes the gradient of the batch loss.
    for (Index done = 0; done < batch.shards.size();) done += run_wave(batch, done, result);

    watch.lap();
    Gradients& gradient = gradients_[0];
    result.gradient_norm = gradient_norm(gradient);
    const double clip = clip_scale(result.gradient_norm, model_.config.train.clip_norm);
    result.clip_seconds = watch.lap();
    if (!std::isfinite(result.loss) || !std::isfinite(result.gradient_norm)) {
        const char* what = std::isfinite(result.loss) ? "the gradient" : "the loss";
        refuse_divergence(what + (" (from " + find_divergence(batch)) + "; the batch is " +
                              corpus_.places(examples) + ")",
                          state.epoch + 1, state.step + 1);
    }
    optimizer_.step(threads_, model_.classifier.parameters(), gradient, learning_rate(state), clip);
    result.update_seconds = watch.lap();
    return result;
}

TrainState::Batch TrainState::pack(const std::vector<Index>& examples, Index step) {
    const TrainOptions& options = model_.config.train;
    const auto shards = pack_shards(corpus_.train, examples, options.shard_size, shards_);
    double weight = 0;
    for (const Shard& shard : shards)
        for (const Index label : shard.labels)
            weight += class_weights_.empty() ? 1.0 : static_cast<double>(class_weights_[label]);
    return {shards, static_cast<Real>(weight), Random(options.seed, Stream::kDropout, step)};
}

// Runs as many shards in parallel, from number `first` on, as there are free sets of gradients, and
// adds them to set 0 in shard order. Set 0 keeps the sum of all waves, so the order of additions is
// ((g0 + g1) + g2) + ... for any kGradientSets. Returns the number of shards.
Index TrainState::run_wave(const Batch& batch, Index first, StepResult& result) {
    const Index taken = first > 0 ? 1 : 0;
    const Index count = std::min(kGradientSets - taken, batch.shards.size() - first);
    while (gradients_.size() < taken + count)
        gradients_.emplace_back(model_.classifier.parameters());
    shard_results_.resize(std::max(shard_results_.size(), count));
    const auto task = [&](Index i, Index worker) {
        shard_results_[i] =
            run_shard(batch, first + i, per_thread_[worker], gradients_[taken + i]);
    };
    threads_.run(count, std::ref(task)); // std::function allocates for a copy of the lambda

    Stopwatch watch;
    for (Index i = 0; i < count; ++i) {
        if (taken + i > 0) gradients_[0].add(gradients_[taken + i]);
        result.loss += shard_results_[i].loss;
        result.tokens += batch.shards[first + i].packed.tokens();
        result.reduction_seconds += shard_results_[i].zeroing_seconds;
        result.forward_seconds += shard_results_[i].forward_seconds;
        result.backward_seconds += shard_results_[i].backward_seconds;
    }
    result.reduction_seconds += watch.lap();
    return count;
}

TrainState::ShardResult TrainState::run_shard(const Batch& batch, Index shard, PerThread& thread,
                                              Gradients& gradients) {
    ShardResult result;
    Stopwatch watch;
    gradients.clear();
    result.zeroing_seconds = watch.lap();
    const Var loss = forward(batch, shard, thread, gradients);
    result.loss = static_cast<double>(loss.value().data[0]);
    result.forward_seconds = watch.lap();
    thread.tape.backward(loss);
    result.backward_seconds = watch.lap();
    return result;
}

// The shard's loss [1, 1] on the thread's tape.
Var TrainState::forward(const Batch& batch, Index shard, PerThread& thread,
                        Gradients& gradients) const {
    const auto& [packed, ids, examples, labels] = batch.shards[shard];
    thread.tape.clear();
    thread.arena.reset();
    const ForwardContext context{thread.tape, model_.classifier.parameters(), &gradients,
                                 batch.dropout.split(shard), true};
    const Var logits = model_.classifier.logits(context, packed, ids);
    return cross_entropy(thread.tape, logits, labels, class_weights_,
                         static_cast<Real>(model_.config.train.label_smoothing),
                         batch.total_weight);
}

// Repeats the shards on one thread. Returns the first place of a NaN or an infinity: "WEIGHT",
// "OP after WEIGHT" (the last weight before the op) or "the gradient of WEIGHT".
std::string TrainState::find_divergence(const Batch& batch) {
    const Parameters& parameters = model_.classifier.parameters();
    if (const Parameter* p = find_not_finite(parameters)) return p->name;
    PerThread& thread = per_thread_[0];
    Gradients& gradients = gradients_[0];
    for (Index shard = 0; shard < batch.shards.size(); ++shard) {
        gradients.clear();
        const Var loss = forward(batch, shard, thread, gradients);
        std::string weight = "the input";
        for (const Node* node : thread.tape.nodes()) {
            if (node->is_parameter) weight = node->op;
            if (!is_finite(node->value.data, node->value.size()))
                return node->op + (" after " + weight);
        }
        thread.tape.backward(loss);
        for (Index p = parameters.size(); p-- > 0;) // backward starts at the last layer
            if (!is_finite(gradients, p, parameters[p]))
                return "the gradient of " + parameters[p].name;
    }
    return "the sum of the shards' gradients";
}

const Parameter* find_not_finite(const Parameters& parameters) {
    for (const Parameter& p : parameters)
        if (!is_finite(p.value.data(), p.value.size())) return &p;
    return nullptr;
}

void refuse_divergence(const std::string& what, Index epoch, Index step) {
    throw Error(ExitCode::kRuntime,
                "epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ": " + what +
                    " is no longer a finite number; try a lower optimizer.learning_rate or "
                    "train.clip_norm");
}

} // namespace textrnn
