// Waves of shards, adversarial training, and the place of a divergence.
#include "train/gradient_step.h"

#include "core/error.h"
#include "core/stopwatch.h"
#include "core/threads.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace textrnn {

namespace {

bool is_finite(const Real* values, Index count) {
    return std::all_of(values, values + count, [](Real x) { return std::isfinite(x); });
}

bool is_finite(Gradients& gradients, Index id, const Parameter& parameter) {
    for (Index i = 0; i < parameter.rows(); ++i)
        if (const Real* row = gradients.find_row(id, i); row && !is_finite(row, parameter.cols()))
            return false;
    return true;
}

// The perturbation r [N, D] of adversarial training (Miyato et al. 2017, "Adversarial Training
// Methods for Semi-Supervised Text Classification"): for each text, r = size |E| g / |g|, with its
// embeddings E and their gradient g. It increases the loss the most among all changes of its
// length.
Tensor adversarial_perturbation(Arena& arena, Var embeddings, const Packed& packed, double size) {
    const Tensor r = arena.tensor(embeddings.rows(), embeddings.cols());
    const auto for_each_row = [&](Index text, auto use) {
        for (Index t = 0; t < packed.steps() && text < packed.batch_size(t); ++t)
            use(packed.offsets[t] + text);
    };
    for (Index text = 0; text < packed.batch(); ++text) {
        double squares = 0, gradient_squares = 0;
        for_each_row(text, [&](Index n) {
            for (Index j = 0; j < r.cols; ++j) {
                squares += std::pow(static_cast<double>(embeddings.value()(n, j)), 2);
                gradient_squares += std::pow(static_cast<double>(embeddings.grad()(n, j)), 2);
            }
        });
        const double scale =
            gradient_squares > 0 ? size * std::sqrt(squares / gradient_squares) : 0;
        for_each_row(text, [&](Index n) {
            for (Index j = 0; j < r.cols; ++j)
                r(n, j) = static_cast<Real>(scale) * embeddings.grad()(n, j);
        });
    }
    return r;
}

} // namespace

GradientStep::GradientStep(const OptimizerOptions& options, const Parameters& parameters,
                           Threads& threads)
    : threads_(threads), optimizer_(options, parameters), per_thread_(threads.count()) {}

Index GradientStep::bytes() const {
    Index sum = 0;
    for (const auto& thread : per_thread_) sum += thread.arena.capacity();
    for (const Gradients& g : gradients_) sum += g.bytes();
    return sum;
}

void GradientStep::run(Parameters& parameters, std::span<const Shard> shards, const Loss& loss,
                       const Options& options, StepResult& result, std::string& divergence) {
    const Batch batch{parameters, shards, loss, options};
    // Forward and backward of all shards; gradients_[0] becomes the gradient of the batch loss.
    for (Index done = 0; done < shards.size();) done += run_wave(batch, done, result);

    Stopwatch watch;
    Gradients& gradient = gradients_[0];
    result.gradient_norm = gradient_norm(gradient);
    const double clip = clip_scale(result.gradient_norm, options.clip_norm);
    result.clip_seconds = watch.lap();
    if (!std::isfinite(result.loss) || !std::isfinite(result.gradient_norm)) {
        divergence = find_divergence(batch);
        return;
    }
    optimizer_.step(threads_, parameters, gradient, options.learning_rate, clip);
    result.update_seconds = watch.lap();
}

// Runs as many shards in parallel, from number `first` on, as there are free sets of gradients, and
// adds them to set 0 in shard order. Set 0 keeps the sum of all waves, so the order of additions is
// ((g0 + g1) + g2) + ... for any kGradientSets. Returns the number of shards.
Index GradientStep::run_wave(const Batch& batch, Index first, StepResult& result) {
    const Index taken = first > 0 ? 1 : 0;
    const Index count = std::min(kGradientSets - taken, batch.shards.size() - first);
    while (gradients_.size() < taken + count) gradients_.emplace_back(batch.parameters);
    shard_results_.resize(std::max(shard_results_.size(), count));
    const auto task = [&](Index i, Index worker) {
        shard_results_[i] = run_shard(batch, first + i, per_thread_[worker], gradients_[taken + i]);
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

GradientStep::ShardResult GradientStep::run_shard(const Batch& batch, Index number,
                                                  PerThread& thread, Gradients& gradients) {
    ShardResult result;
    Stopwatch watch;
    gradients.clear();
    result.zeroing_seconds = watch.lap();
    const Shard& shard = batch.shards[number];
    const double adversarial = batch.options.adversarial;
    Perturbation perturbation;
    const ForwardContext context{thread.tape, batch.parameters,
                                 &gradients,  batch.options.dropout.split(number),
                                 true,        adversarial > 0 ? &perturbation : nullptr};
    thread.tape.clear();
    thread.arena.reset();
    const auto run = [&] {
        const Var loss = batch.loss(context, shard);
        result.forward_seconds += watch.lap();
        thread.tape.backward(loss);
        result.backward_seconds += watch.lap();
        return static_cast<double>(loss.value().data[0]);
    };
    result.loss = run();
    if (adversarial > 0) { // the loss again, of perturbed embeddings; gradients add up
        perturbation.added = adversarial_perturbation(thread.arena, perturbation.embeddings,
                                                      shard.packed, adversarial);
        thread.tape.clear();
        run();
    }
    return result;
}

// Repeats the shards on one thread. Returns the first place of a NaN or an infinity: "WEIGHT",
// "OP after WEIGHT" (the last weight before the op) or "the gradient of WEIGHT".
std::string GradientStep::find_divergence(const Batch& batch) {
    const Parameters& parameters = batch.parameters;
    if (const Parameter* p = find_not_finite(parameters)) return p->name;
    PerThread& thread = per_thread_[0];
    Gradients& gradients = gradients_[0];
    for (Index shard = 0; shard < batch.shards.size(); ++shard) {
        run_shard(batch, shard, thread, gradients);
        std::string weight = "the input";
        for (const Node* node : thread.tape.nodes()) {
            if (node->is_parameter) weight = node->op;
            if (!is_finite(node->value.data, node->value.size()))
                return node->op + (" after " + weight);
        }
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
