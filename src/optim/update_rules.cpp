// The update rules and their table. In formulas, g is the clipped gradient plus weight_decay w
// (adamw: without).
#include "optim/optimizer.h"

#include <cmath>

namespace textrnn {

// w -= lr v with v = momentum v + g; Nesterov (Sutskever et al. 2013): w -= lr (g + momentum v).
static void sgd(UpdateStep s, Index n, Real* w, const Real* g, Real* velocity, Real*) {
    if (s.momentum == 0) {
        for (Index i = 0; i < n; ++i) w[i] -= s.learning_rate * s.decayed(g[i], w[i]);
        return;
    }
    for (Index i = 0; i < n; ++i) {
        const Real d = s.decayed(g[i], w[i]);
        velocity[i] = s.momentum * velocity[i] + d;
        w[i] -= s.learning_rate * (s.nesterov ? d + s.momentum * velocity[i] : velocity[i]);
    }
}

// sum += g^2; w -= lr g / (sqrt(sum) + eps)   (Duchi et al. 2011)
static void adagrad(UpdateStep s, Index n, Real* w, const Real* g, Real* sum, Real*) {
    for (Index i = 0; i < n; ++i) {
        const Real d = s.decayed(g[i], w[i]);
        sum[i] += d * d;
        w[i] -= s.learning_rate * d / (std::sqrt(sum[i]) + s.eps);
    }
}

// mean = alpha mean + (1 - alpha) g^2; w -= lr g / (sqrt(mean) + eps)   (Tieleman & Hinton 2012)
static void rmsprop(UpdateStep s, Index n, Real* w, const Real* g, Real* mean, Real*) {
    for (Index i = 0; i < n; ++i) {
        const Real d = s.decayed(g[i], w[i]);
        mean[i] = s.alpha * mean[i] + s.alpha_rest * d * d;
        w[i] -= s.learning_rate * d / (std::sqrt(mean[i]) + s.eps);
    }
}

// Adam (Kingma & Ba 2015): m, v are running means of g and g^2, divided by 1 - beta^t because they
// start at zero:
//     w -= lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
// AdamW (Loshchilov & Hutter 2019): weight decay multiplies the weight instead of joining g.
template <bool kIsAdamW>
static void adam(UpdateStep s, Index n, Real* __restrict w, const Real* __restrict g,
                 Real* __restrict m, Real* __restrict v) {
    for (Index i = 0; i < n; ++i) {
        const Real d = kIsAdamW ? g[i] * s.grad_scale : s.decayed(g[i], w[i]);
        m[i] += s.beta1_rest * (d - m[i]);
        v[i] = s.beta2 * v[i] + s.beta2_rest * d * d;
        w[i] = (kIsAdamW ? w[i] * s.shrink : w[i]) -
               s.corrected_rate * m[i] / (std::sqrt(v[i]) / s.corrected_root + s.eps);
    }
}

// PyTorch's SparseAdam. It adds eps before the correction of v:
//     w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps)
static void sparse_adam(UpdateStep s, Index n, Real* __restrict w, const Real* __restrict g,
                        Real* __restrict m, Real* __restrict v) {
    const Real rate = s.corrected_rate * s.corrected_root;
    for (Index i = 0; i < n; ++i) {
        const Real d = s.decayed(g[i], w[i]);
        m[i] += s.beta1_rest * (d - m[i]);
        v[i] += s.beta2_rest * (d * d - v[i]);
        w[i] -= rate * m[i] / (std::sqrt(v[i]) + s.eps);
    }
}

std::span<const OptimizerKind> optimizers() {
    using enum SkipRows;
    static constexpr OptimizerKind table[] = {
        {"sgd", {"momentum_buffer"}, true, sgd, sgd, kIfUnchanged},
        {"adagrad", {"sum"}, false, adagrad, adagrad, kIfUnchanged},
        {"rmsprop", {"square_avg"}, false, rmsprop, rmsprop, kNever},
        {"adam", {"exp_avg", "exp_avg_sq"}, false, adam<false>, adam<false>, kNever},
        {"adamw", {"exp_avg", "exp_avg_sq"}, false, adam<true>, adam<true>, kNever},
        {"lazy_adam", {"exp_avg", "exp_avg_sq"}, false, adam<false>, sparse_adam, kAlways}};
    return table;
}

} // namespace textrnn
