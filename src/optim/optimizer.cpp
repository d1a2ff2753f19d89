// Optimizer::step: applies the update rule to all parameters, in ranges of rows that run on several
// threads. Also the gradient norm and its clipping.
#include "optim/optimizer.h"

#include "core/registry.h"
#include "core/threads.h"

#include <cmath>

namespace textrnn {

Optimizer::Optimizer(const OptimizerOptions& options, Parameters& parameters)
    : options_(options), kind_(*find_named(optimizers(), options.name)), parameters_(parameters),
      states_(parameters.size()), averaged_(parameters.size()) {
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index k = 0; k < kStates; ++k)
            if (state_name(k) && !parameters[p].frozen)
                states_[p][k].assign(parameters[p].value.size(), 0);
    set_steps_taken(0);
}

void Optimizer::set_steps_taken(Index steps) {
    steps_taken_ = steps;
    for (Index p = 0; p < averaged_.size(); ++p)
        if (!states_[p][kAverage].empty()) averaged_[p].assign(parameters_[p].rows(), steps);
}

std::array<Storage, Optimizer::kStates>& Optimizer::state(Index p) {
    const auto complete = [&](Index, Index) { complete_average(p); };
    Threads(1).run(1, complete); // so that denormal numbers count as zero, as in step()
    return states_[p];
}

const char* Optimizer::state_name(Index k) const {
    if (k == kAverage) return options_.average > 0 ? "average" : nullptr;
    return kind_.states_need_momentum && options_.momentum == 0 ? nullptr : kind_.states[k];
}

bool Optimizer::skips_rows_without_gradient(const Parameter& p) const {
    const bool unchanged = options_.weight_decay == 0 && options_.momentum == 0;
    return p.is_table && (kind_.skip_rows == SkipRows::kAlways ||
                          (kind_.skip_rows == SkipRows::kIfUnchanged && unchanged));
}

void Optimizer::step(Threads& threads, Gradients& gradients, double learning_rate,
                     double grad_scale) {
    const auto t = static_cast<double>(++steps_taken_);
    const OptimizerOptions& o = options_;
    const auto real = [](double x) { return static_cast<Real>(x); };
    const UpdateStep update{
        .learning_rate = real(learning_rate), .weight_decay = real(o.weight_decay),
        .eps = real(o.eps), .momentum = real(o.momentum), .nesterov = o.nesterov,
        .alpha = real(o.alpha), .alpha_rest = real(1 - o.alpha),
        .beta1_rest = real(1 - o.beta1), .beta2 = real(o.beta2), .beta2_rest = real(1 - o.beta2),
        .corrected_rate = real(learning_rate / (1 - std::pow(o.beta1, t))),
        .corrected_root = real(std::sqrt(1 - std::pow(o.beta2, t))),
        .shrink = real(1 - learning_rate * o.weight_decay), .grad_scale = real(grad_scale)};
    divide_rows(gradients);
    const auto update_range = [&](Index i, Index) { update_rows(update, ranges_[i], gradients); };
    decays_[steps_taken_ % kMostMissing] = real(std::min(o.average, (t - 1) / (t + 9)));
    threads.run(ranges_.size(), std::ref(update_range)); // std::ref: a copy would allocate
    if (o.average == 0 || steps_taken_ % kMostMissing > 0) return;
    const auto complete = [this](Index p, Index) { complete_average(p); };
    threads.run(parameters_.size(), std::ref(complete));
}

// Adds the steps up to `last` that the averages of these rows lack; the weights changed at most in
// the first of these steps. So rows that no step changes are not read at every step.
void Optimizer::average_rows(Index p, Index first, Index count, Index last) {
    constexpr Index kTogether = 1024; // elements that stay in the cache
    const Index cols = parameters_[p].cols();
    std::vector<Index>& done = averaged_[p];
    if (done.empty()) return; // no average
    for (Index row = first, end; row < first + count; row = end) { // rows that lack the same steps
        for (end = row + 1; end < first + count && done[end] == done[row] &&
                            (end - row) * cols < kTogether;)
            ++end;
        const Real* const w = parameters_[p].value.data() + row * cols;
        Real* const average = states_[p][kAverage].data() + row * cols;
        for (Index t = done[row] + 1; t <= last; ++t) {
            const Real decay = decays_[t % kMostMissing];
            for (Index i = 0; i < (end - row) * cols; ++i)
                average[i] = decay * average[i] + (1 - decay) * w[i];
        }
        std::fill(&done[row], &done[row] + (end - row), last);
    }
}

void Optimizer::divide_rows(Gradients& gradients) {
    constexpr Index kElementsPerTask = Index{1} << 16; // enough to repay starting a task
    ranges_.clear();
    for (Index p = 0; p < parameters_.size(); ++p) {
        const Parameter& parameter = parameters_[p];
        if (parameter.frozen) continue;
        const Index rows = skips_rows_without_gradient(parameter) ? gradients.rows(p)->ids().size()
                                                                  : parameter.rows();
        const Index rows_per_task = std::max<Index>(1, kElementsPerTask / parameter.cols());
        for (Index first = 0; first < rows; first += rows_per_task)
            ranges_.push_back({p, first, std::min(rows, first + rows_per_task)});
        zeros_.resize(std::max(zeros_.size(), parameter.cols()));
    }
}

void Optimizer::update_rows(const UpdateStep& update, const Range& range, Gradients& gradients) {
    constexpr Index kRowsAhead = 4; // distance of the prefetch
    const Index p = range.parameter;
    Parameter& parameter = parameters_[p];
    const Index cols = parameter.cols();
    const UpdateFunction rule = parameter.is_table ? kind_.update_table : kind_.update;
    const auto update_at = [&](Index row, Index count, const Real* g) {
        const auto state = [&](Index k) {
            Storage& values = states_[p][k];
            return values.empty() ? nullptr : values.data() + row * cols;
        };
        rule(update, count, parameter.value.data() + row * cols, g, state(0), state(1));
    };
    const auto prefetch_at = [&](Index row) {
        prefetch(parameter.value.data() + row * cols, cols);
        for (const Storage& state : states_[p])
            if (!state.empty()) prefetch(state.data() + row * cols, cols);
    };
    const bool skips = skips_rows_without_gradient(parameter);
    if (!skips) average_rows(p, range.first, range.last - range.first, steps_taken_ - 1);
    if (const Tensor dense = gradients.dense(p); dense.data && !skips) // contiguous rows
        return update_at(range.first, (range.last - range.first) * cols, dense.row(range.first));
    const std::vector<TokenId>& ids = gradients.rows(p)->ids(); // of a table
    for (Index i = range.first; i < range.last; ++i) {
        if (skips && i + kRowsAhead < range.last) prefetch_at(ids[i + kRowsAhead]);
        const Index row = skips ? ids[i] : i;
        if (skips) average_rows(p, row, 1, steps_taken_ - 1);
        const Real* const g = gradients.find_row(p, row);
        update_at(row, cols, g ? g : zeros_.data());
    }
}

// Adds element i to sum i % 8: eight independent sums vectorise, and their order is fixed.
static double sum_of_squares(const Real* values, Index count) {
    const auto square = [](double x) { return x * x; };
    double sums[8] = {};
    Index i = 0;
    for (; i + 8 <= count; i += 8)
        for (Index k = 0; k < 8; ++k) sums[k] += square(values[i + k]);
    for (; i < count; ++i) sums[i % 8] += square(values[i]);
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
           ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

double gradient_norm(Gradients& gradients) {
    double sum = 0;
    for (Index p = 0; p < gradients.size(); ++p) {
        if (SparseGradient* sparse = gradients.rows(p)) {
            sparse->sort();
            for (const TokenId id : sparse->ids())
                sum += sum_of_squares(sparse->find(id), sparse->dim());
        }
        const Tensor dense = gradients.dense(p);
        for (Index i = 0; i < dense.rows; ++i) sum += sum_of_squares(dense.row(i), dense.cols);
    }
    return std::sqrt(sum);
}

double clip_scale(double norm, double max_norm) {
    return max_norm > 0 ? std::min(1.0, max_norm / (norm + 1e-6)) : 1.0;
}

} // namespace textrnn
