// Losses. log-sum-exp subtracts the largest logit first, so exp cannot overflow.
#include "autograd/ops.h"
#include "core/activations.h"

namespace textrnn {

// log sum_c e^(logits_c)
static Real log_sum_exp(const Real* logits, Index classes) {
    const Real most = *std::max_element(logits, logits + classes);
    Real sum = 0;
    for (Index c = 0; c < classes; ++c) sum += std::exp(logits[c] - most);
    return most + std::log(sum);
}

std::vector<Real> softmax(const Real* logits, Index classes) {
    const Real log_sum = log_sum_exp(logits, classes);
    std::vector<Real> p(logits, logits + classes);
    for (Real& x : p) x = std::exp(x - log_sum);
    return p;
}

double negative_log_likelihood(const Real* logits, Index classes, Index label) {
    return static_cast<double>(log_sum_exp(logits, classes) - logits[label]);
}

Var cross_entropy(Tape& tape, Var logits, std::span<const Index> labels,
                  std::span<const Real> class_weights, Real smoothing, Real normalizer) {
    const Index classes = logits.cols();
    // t_bc = w_c q_bc / normalizer; the loss is -sum_bc t_bc log p_bc with p = softmax(logits).
    const Real smoothed = smoothing / static_cast<Real>(classes);
    const auto target = [=](Index b, Index c) {
        const Real weight = class_weights.empty() ? 1 : class_weights[c];
        const Real q = smoothed + (c == labels[b] ? 1 - smoothing : 0);
        return weight * q / normalizer;
    };
    Real* const log_sums = tape.arena().array<Real>(logits.rows());
    Real loss = 0;
    for (Index b = 0; b < logits.rows(); ++b) {
        const Real* const row = logits.value().row(b);
        log_sums[b] = log_sum_exp(row, classes);
        for (Index c = 0; c < classes; ++c) loss += target(b, c) * (log_sums[b] - row[c]);
    }
    const Tensor out = tape.arena().tensor(1, 1);
    out.fill(loss);
    return tape.record("cross_entropy", out, logits.needs_grad(), [=](Node& node) {
        for (Index b = 0; b < logits.rows(); ++b) {
            // log p_k = logit_k - log_sum and d log_sum / d logit_c = p_c, so
            // d loss / d logit_c = p_c sum_k t_k - t_c
            Real total = 0;
            for (Index c = 0; c < classes; ++c) total += target(b, c);
            for (Index c = 0; c < classes; ++c) {
                const Real p = std::exp(logits.value()(b, c) - log_sums[b]);
                logits.grad()(b, c) += node.grad.data[0] * (p * total - target(b, c));
            }
        }
    });
}

Var logistic_loss(Tape& tape, Var scores, Real sign, std::span<const Real> weights) {
    const Tensor out = tape.arena().zeros(1, 1);
    for (Index n = 0; n < scores.rows(); ++n)
        for (Index m = 0; m < scores.cols(); ++m)
            out.data[0] += weights[n] * softplus(-sign * scores.value()(n, m));
    return tape.record("logistic_loss", out, scores.needs_grad(), [=, &tape](Node& node) {
        const Tensor wrong = tape.arena().tensor(scores.rows(), scores.cols());
        for (Index i = 0; i < wrong.size(); ++i) wrong.data[i] = -sign * scores.value().data[i];
        apply_sigmoid(wrong, wrong); // sigmoid(-sign * scores)
        for (Index n = 0; n < scores.rows(); ++n)
            for (Index m = 0; m < scores.cols(); ++m)
                scores.grad()(n, m) -= node.grad.data[0] * weights[n] * sign * wrong(n, m);
    });
}

} // namespace textrnn
