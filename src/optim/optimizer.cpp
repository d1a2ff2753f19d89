// Applies an update rule to all parameters, rows divided among threads; and gradient clipping.
#include "optim/optimizer.h"

#include "core/registry.h"
#include "core/threads.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace textrnn {

const OptimizerKind* find_optimizer(std::string_view name) {
    return find_named(optimizers(), name);
}

Optimizer::Optimizer(const OptimizerOptions& options, const Parameters& parameters)
    : options_(options), kind_(*find_optimizer(options.name)), states_(parameters.size()) {
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index k = 0; k < 2; ++k)
            if (kind_.states[k]) states_[p][k].assign(parameters[p].value.size(), 0);
}

namespace {

constexpr Index kElementsPerTask = Index{1} << 16; // enough work to be worth waking a thread

} // namespace

void Optimizer::step(Threads& threads, Parameters& parameters, Gradients& gradients,
                     double learning_rate, double grad_scale) {
    ++steps_taken_;
    const UpdateStep update{options_, learning_rate, static_cast<double>(steps_taken_),
                            static_cast<Real>(grad_scale)};
    divide_rows(parameters, gradients);
    const auto update_range = [&](Index i, Index) {
        update_rows(update, ranges_[i], parameters, gradients);
    };
    threads.run(ranges_.size(), std::ref(update_range)); // a copy would allocate
}

void Optimizer::divide_rows(const Parameters& parameters, Gradients& gradients) {
    ranges_.clear();
    for (Index p = 0; p < parameters.size(); ++p) {
        const Parameter& parameter = parameters[p];
        const Index rows =
            skips_idle_rows(parameter) ? gradients.rows(p)->ids().size() : parameter.rows();
        const Index rows_per_task = std::max<Index>(1, kElementsPerTask / parameter.cols());
        for (Index first = 0; first < rows; first += rows_per_task)
            ranges_.push_back({p, first, std::min(rows, first + rows_per_task)});
        zeros_.resize(std::max(zeros_.size(), parameter.cols()));
    }
}

void Optimizer::update_rows(const UpdateStep& update, const Range& range, Parameters& parameters,
                            Gradients& gradients) {
    const Index p = range.parameter;
    Parameter& parameter = parameters[p];
    const Index cols = parameter.cols();
    const bool skips = skips_idle_rows(parameter);
    const UpdateFunction rule = parameter.is_table ? kind_.update_table : kind_.update;
    for (Index i = range.first; i < range.last; ++i) {
        const Index row = skips ? gradients.rows(p)->ids()[i] : i;
        const Real* g = gradients.find_row(p, row);
        const auto state = [&](Index k) {
            return kind_.states[k] ? states_[p][k].data() + row * cols : nullptr;
        };
        rule(update, cols, parameter.value.data() + row * cols, g ? g : zeros_.data(), state(0),
             state(1));
    }
}

namespace {

// In eight sums side by side, so that the loop vectorises and the order is fixed all the same.
double sum_of_squares(const Real* values, Index count) {
    double sums[8] = {};
    Index i = 0;
    for (; i + 8 <= count; i += 8)
        for (Index k = 0; k < 8; ++k) {
            const auto x = static_cast<double>(values[i + k]);
            sums[k] += x * x;
        }
    for (; i < count; ++i) {
        const auto x = static_cast<double>(values[i]);
        sums[i % 8] += x * x;
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
           ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

} // namespace

double gradient_norm(Gradients& gradients) {
    double sum = 0;
    for (Index p = 0; p < gradients.size(); ++p) {
        if (RowGradient* touched = gradients.rows(p)) {
            touched->sort();
            for (const TokenId id : touched->ids())
                sum += sum_of_squares(touched->find(id), touched->dim());
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
