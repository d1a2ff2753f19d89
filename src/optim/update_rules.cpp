// The update rules and their table. In formulas, g is the clipped gradient plus weight_decay w
// (adamw: without).
#include "optim/optimizer.h"

#include <cmath>

namespace textrnn {

namespace {

// g <- grad_scale g + weight_decay w: the first step of every rule except adamw.
struct Decayed {
    explicit Decayed(const UpdateStep& s)
        : scale(s.grad_scale), decay(static_cast<Real>(s.options.weight_decay)) {}
    Real operator()(Real g, Real w) const { return g * scale + decay * w; }
    Real scale, decay;
};

// w -= lr v with v = momentum v + g; Nesterov (Sutskever et al. 2013): w -= lr (g + momentum v).
void sgd(const UpdateStep& s, Index n, Real* w, const Real* g, Real* velocity, Real*) {
    const Decayed decayed(s);
    const auto lr = static_cast<Real>(s.learning_rate);
    const auto momentum = static_cast<Real>(s.options.momentum);
    const bool nesterov = s.options.nesterov;
    if (momentum == 0) {
        for (Index i = 0; i < n; ++i) w[i] -= lr * decayed(g[i], w[i]);
        return;
    }
    for (Index i = 0; i < n; ++i) {
        const Real d = decayed(g[i], w[i]);
        velocity[i] = momentum * velocity[i] + d;
        w[i] -= lr * (nesterov ? d + momentum * velocity[i] : velocity[i]);
    }
}

// sum += g^2; w -= lr g / (sqrt(sum) + eps)   (Duchi et al. 2011)
void adagrad(const UpdateStep& s, Index n, Real* w, const Real* g, Real* sum, Real*) {
    const Decayed decayed(s);
    const auto lr = static_cast<Real>(s.learning_rate);
    const auto eps = static_cast<Real>(s.options.eps);
    for (Index i = 0; i < n; ++i) {
        const Real d = decayed(g[i], w[i]);
        sum[i] += d * d;
        w[i] -= lr * d / (std::sqrt(sum[i]) + eps);
    }
}

// mean = alpha mean + (1 - alpha) g^2; w -= lr g / (sqrt(mean) + eps)   (Tieleman & Hinton 2012)
void rmsprop(const UpdateStep& s, Index n, Real* w, const Real* g, Real* mean, Real*) {
    const Decayed decayed(s);
    const auto lr = static_cast<Real>(s.learning_rate);
    const auto eps = static_cast<Real>(s.options.eps);
    const auto alpha = static_cast<Real>(s.options.alpha);
    const auto rest = static_cast<Real>(1 - s.options.alpha);
    for (Index i = 0; i < n; ++i) {
        const Real d = decayed(g[i], w[i]);
        mean[i] = alpha * mean[i] + rest * d * d;
        w[i] -= lr * d / (std::sqrt(mean[i]) + eps);
    }
}

// Adam (Kingma & Ba 2015): m, v are running means of g and g^2, divided by 1 - beta^t because they
// start at zero:
//     w -= lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
struct AdamScalars {
    explicit AdamScalars(const UpdateStep& s)
        : rest1(static_cast<Real>(1 - s.options.beta1)), beta2(static_cast<Real>(s.options.beta2)),
          rest2(static_cast<Real>(1 - s.options.beta2)), eps(static_cast<Real>(s.options.eps)),
          size(static_cast<Real>(s.learning_rate / s.correction1)),
          root(static_cast<Real>(std::sqrt(s.correction2))) {}
    Real rest1, beta2, rest2, eps, size, root;
};

void adam(const UpdateStep& s, Index n, Real* __restrict w, const Real* __restrict g,
          Real* __restrict m, Real* __restrict v) {
    const Decayed decayed(s);
    const AdamScalars a(s);
    for (Index i = 0; i < n; ++i) {
        const Real d = decayed(g[i], w[i]);
        m[i] += a.rest1 * (d - m[i]);
        v[i] = a.beta2 * v[i] + a.rest2 * d * d;
        w[i] -= a.size * m[i] / (std::sqrt(v[i]) / a.root + a.eps);
    }
}

// AdamW (Loshchilov & Hutter 2019): weight decay multiplies the weight instead of joining g.
void adamw(const UpdateStep& s, Index n, Real* __restrict w, const Real* __restrict g,
           Real* __restrict m, Real* __restrict v) {
    const AdamScalars a(s);
    const auto shrink = static_cast<Real>(1 - s.learning_rate * s.options.weight_decay);
    for (Index i = 0; i < n; ++i) {
        const Real d = g[i] * s.grad_scale;
        m[i] += a.rest1 * (d - m[i]);
        v[i] = a.beta2 * v[i] + a.rest2 * d * d;
        w[i] = w[i] * shrink - a.size * m[i] / (std::sqrt(v[i]) / a.root + a.eps);
    }
}

// PyTorch's SparseAdam. It adds eps before the correction of v:
//     w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps)
void sparse_adam(const UpdateStep& s, Index n, Real* __restrict w, const Real* __restrict g,
                 Real* __restrict m, Real* __restrict v) {
    const Decayed decayed(s);
    const AdamScalars a(s);
    const Real size = a.size * a.root;
    for (Index i = 0; i < n; ++i) {
        const Real d = decayed(g[i], w[i]);
        m[i] += a.rest1 * (d - m[i]);
        v[i] += a.rest2 * (d * d - v[i]);
        w[i] -= size * m[i] / (std::sqrt(v[i]) + a.eps);
    }
}

bool with_momentum(const OptimizerOptions& o) { return o.momentum != 0; }
bool without_decay(const OptimizerOptions& o) { return o.weight_decay == 0; }
bool without_decay_and_momentum(const OptimizerOptions& o) {
    return o.weight_decay == 0 && o.momentum == 0;
}
bool never(const OptimizerOptions&) { return false; }
bool always(const OptimizerOptions&) { return true; }

} // namespace

std::span<const OptimizerKind> optimizers() {
    static const std::array table{
        OptimizerKind{"sgd", {"momentum_buffer", nullptr}, with_momentum, sgd, sgd,
                      without_decay_and_momentum},
        OptimizerKind{"adagrad", {"sum", nullptr}, always, adagrad, adagrad, without_decay},
        OptimizerKind{"rmsprop", {"square_avg", nullptr}, always, rmsprop, rmsprop, never},
        OptimizerKind{"adam", {"exp_avg", "exp_avg_sq"}, always, adam, adam, never},
        OptimizerKind{"adamw", {"exp_avg", "exp_avg_sq"}, always, adamw, adamw, never},
        OptimizerKind{"lazy_adam", {"exp_avg", "exp_avg_sq"}, always, adam, sparse_adam, always}};
    return table;
}

} // namespace textrnn
