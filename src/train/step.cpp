// The training step: waves of shards, sum of their gradients, update; the place of a divergence.
#include "train/step.h"

#include "core/error.h"
#include "core/stopwatch.h"
#include "core/threads.h"

#include <limits>

namespace textrnn {

static bool is_finite(const Real* values, Index count) {
    return std::all_of(values, values + count, [](Real x) { return std::isfinite(x); });
}

// The perturbation r [N, D] of adversarial training (Miyato et al. 2017, "Adversarial Training
// Methods for Semi-Supervised Text Classification"): r = size |E| g / |g| for a text's embeddings E
// with gradient g. To first order, no other change of this length increases the loss more.
static Tensor adversarial_perturbation(Storage& memory, Var embeddings, const Packed& packed,
                                       double size) {
    memory.resize(embeddings.value().size());
    const Tensor r{memory.data(), embeddings.rows(), embeddings.cols()};
    for (Index text = 0; text < packed.batch(); ++text) {
        double squares = 0, gradient_squares = 0;
        for (Index t = 0; t < packed.lengths[text]; ++t)
            for (Index j = 0, n = packed.row(t, text); j < r.cols; ++j) {
                squares += std::pow(static_cast<double>(embeddings.value()(n, j)), 2);
                gradient_squares += std::pow(static_cast<double>(embeddings.grad()(n, j)), 2);
            }
        // Finite as a Real, also for a tiny gradient, or for none, which leaves r = 0.
        const double scale = std::fmin(size * std::sqrt(squares / gradient_squares),
                                       std::numeric_limits<Real>::max());
        for (Index t = 0; t < packed.lengths[text]; ++t)
            for (Index j = 0, n = packed.row(t, text); j < r.cols; ++j)
                r(n, j) = static_cast<Real>(scale) * embeddings.grad()(n, j);
    }
    return r;
}

// [C] by the rule of train.class_weights; empty for "none".
static std::vector<Real> class_weights(const ClassWeights& weights,
                                       const std::vector<std::string>& labels,
                                       const Dataset& train) {
    if (weights.rule == "none") return {};
    if (weights.rule == "values") {
        if (weights.values.size() != labels.size())
            refuse_config("train.class_weights: expected " + std::to_string(labels.size()) +
                          " numbers, one per label (" + labels.front() + " ... " +
                          labels.back() + "), found " + std::to_string(weights.values.size()));
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

GradientStep::GradientStep(const OptimizerOptions& options, Parameters& parameters,
                           Threads& threads, Loss loss)
    : parameters_(parameters), threads_(threads), loss_(std::move(loss)),
      optimizer_(options, parameters), per_thread_(threads.count()) {}

Index GradientStep::bytes() const {
    Index sum = 0;
    for (const auto& thread : per_thread_)
        sum += thread.arena.capacity() + thread.perturbation.capacity() * sizeof(Real);
    for (const Gradients& g : gradients_) sum += g.bytes();
    return sum;
}

StepResult GradientStep::run(std::span<const Shard> shards, const Options& options) {
    StepResult result;
    // Forward and backward of all shards; gradients_[0] becomes the gradient of the batch loss.
    for (Index done = 0; done < shards.size();) done += run_wave(shards, done, options, result);

    Stopwatch watch;
    Gradients& gradient = gradients_[0];
    result.gradient_norm = gradient_norm(gradient);
    const double clip = clip_scale(result.gradient_norm, options.clip_norm);
    result.clip_seconds = watch.lap();
    if (!std::isfinite(result.loss) || !std::isfinite(result.gradient_norm)) {
        result.divergence = find_divergence(shards, options);
        return result;
    }
    optimizer_.step(threads_, gradient, options.learning_rate, clip);
    result.update_seconds = watch.lap();
    return result;
}

// Runs as many shards in parallel, from number `first` on, as there are free sets of gradients, and
// adds them to set 0 in shard order. Set 0 keeps the sum of all waves, so the order of additions is
// ((g0 + g1) + g2) + ... for any kGradientSets. Returns the number of shards.
Index GradientStep::run_wave(std::span<const Shard> shards, Index first, const Options& options,
                             StepResult& result) {
    const Index taken = first > 0 ? 1 : 0;
    const Index count = std::min(kGradientSets - taken, shards.size() - first);
    while (gradients_.size() < taken + count) gradients_.emplace_back(parameters_);
    shard_results_.resize(std::max(shard_results_.size(), count));
    const auto task = [&](Index i, Index worker) {
        shard_results_[i] = run_shard(shards[first + i], options.dropout.split(first + i),
                                      options.adversarial, per_thread_[worker],
                                      gradients_[taken + i]);
    };
    threads_.run(count, std::ref(task)); // std::function allocates for a copy of the lambda

    Stopwatch watch;
    for (Index i = 0; i < count; ++i) {
        if (taken + i > 0) gradients_[0].add(gradients_[taken + i]);
        const StepResult& shard = shard_results_[i];
        result.loss += shard.loss;
        result.tokens += shard.tokens;
        result.reduction_seconds += shard.reduction_seconds;
        result.forward_seconds += shard.forward_seconds;
        result.backward_seconds += shard.backward_seconds;
    }
    result.reduction_seconds += watch.lap();
    return count;
}

StepResult GradientStep::run_shard(const Shard& shard, Random random, double adversarial,
                                   PerThread& thread, Gradients& gradients) const {
    StepResult result;
    Stopwatch watch;
    gradients.clear();
    result.reduction_seconds = watch.lap();
    result.tokens = shard.packed.tokens();
    Perturbation perturbation;
    const ForwardContext context{thread.tape, parameters_, &gradients, random, true,
                                 adversarial > 0 ? &perturbation : nullptr};
    const auto run = [&] {
        thread.tape.clear();
        thread.arena.reset();
        const Var loss = loss_(context, shard);
        result.forward_seconds += watch.lap();
        thread.tape.backward(loss);
        result.backward_seconds += watch.lap();
        return static_cast<double>(loss.value().data[0]);
    };
    result.loss = run();
    if (adversarial > 0) { // again with E + r and the same dropout; gradients add up
        perturbation.added = adversarial_perturbation(thread.perturbation, perturbation.embeddings,
                                                      shard.packed, adversarial);
        run();
    }
    return result;
}

// Repeats the shards on one thread until a value is NaN or infinite.
std::string GradientStep::find_divergence(std::span<const Shard> shards, const Options& options) {
    if (const Parameter* p = find_not_finite(parameters_)) return p->name;
    PerThread& thread = per_thread_[0];
    for (Index i = 0; i < shards.size(); ++i) {
        run_shard(shards[i], options.dropout.split(i), options.adversarial, thread,
                  gradients_[0]);
        std::string weight = "the input";
        const std::vector<Node*>& nodes = thread.tape.nodes();
        for (const Node* node : nodes) {
            if (node->is_parameter) weight = node->op;
            if (!is_finite(node->value.data, node->value.size()))
                return std::string("the output of ") + node->op + " after " + weight;
        }
        for (Index n = nodes.size(); n-- > 0;) // as backward()
            if (!is_finite(nodes[n]->grad.data, nodes[n]->grad.size()))
                return std::string("the gradient of ") + nodes[n]->op;
    }
    return "a sum of gradients";
}

const Parameter* find_not_finite(const Parameters& parameters) {
    for (const Parameter& p : parameters)
        if (!is_finite(p.value.data(), p.value.size())) return &p;
    return nullptr;
}

void check_finite(const Parameters& parameters, Index epoch, Index step, const char* keys) {
    if (const Parameter* p = find_not_finite(parameters))
        throw DivergenceError(p->name, epoch, step, keys);
}

Model initial_model(const Config& config, const Corpus& corpus) {
    Model model{config, corpus.vocabulary, corpus.labels,
                make_classifier(config, corpus.vocabulary.size(), corpus.labels.size())};
    model.classifier.initialise(config.train.seed);
    return model;
}

TrainState::TrainState(Model model, const Corpus& corpus, Threads& threads)
    : model_(std::move(model)), corpus_(corpus),
      gradient_step_(model_.config.optimizer, model_.classifier.parameters(), threads,
                     [this](const ForwardContext& context, const Shard& shard) {
                         return cross_entropy(
                             context.tape,
                             model_.classifier.logits(context, shard.packed, shard.ids),
                             shard.labels, class_weights_,
                             static_cast<Real>(model_.config.train.label_smoothing), total_weight_);
                     }),
      class_weights_(
          class_weights(model_.config.train.class_weights, model_.labels, corpus.train)) {}

const Model& TrainState::evaluated_model() {
    if (model_.config.optimizer.average == 0) return model_;
    if (!averaged_)
        averaged_ = {model_.config, model_.vocabulary, model_.labels,
                     Classifier(model_.classifier.options())};
    Parameters& values = model_.classifier.parameters();
    for (Index p = 0; p < values.size(); ++p) { // frozen parameters have no average
        const std::span<Real> average = optimizer().state(p)[Optimizer::kAverage];
        averaged_->classifier.parameters()[p].value = {
            average.empty() ? std::span<Real>(values[p].value) : average, nullptr};
    }
    return *averaged_;
}

StepResult TrainState::step(const std::vector<Index>& examples, const ScheduleState& state) {
    const TrainOptions& options = model_.config.train;
    Stopwatch watch;
    const auto shards = pack_shards(corpus_.train, examples, options.shard_size, shards_);
    double weight = 0;
    for (const Shard& shard : shards)
        for (const Index label : shard.labels)
            weight += class_weights_.empty() ? 1.0 : static_cast<double>(class_weights_[label]);
    total_weight_ = static_cast<Real>(weight);
    const double packing_seconds = watch.lap();
    StepResult result =
        gradient_step_.run(shards, {learning_rate(state), options.clip_norm, options.adversarial,
                                    Random(options.seed, Stream::kDropout, state.step)});
    result.packing_seconds = packing_seconds;
    result.seconds = packing_seconds + watch.seconds();
    if (!result.divergence.empty())
        throw DivergenceError(result.divergence, state.epoch + 1, state.step + 1);
    return result;
}

} // namespace textrnn
