// Optimizers: rules that update parameters from their gradients. Formulas and state names are
// PyTorch's. Each rule also defines whether it updates embedding rows that have no gradient.
#pragma once

#include "autograd/parameter.h"

#include <array>

namespace textrnn {

class Threads;

struct OptimizerOptions {
    std::string name = "adam";
    double momentum = 0;     // sgd only
    bool nesterov = false;   // sgd only: Nesterov's momentum
    double alpha = 0.99;     // rmsprop: decay rate of the mean of g^2
    double beta1 = 0.9;      // adam, adamw, lazy_adam: decay rate of the mean of g
    double beta2 = 0.999;    // adam, adamw, lazy_adam: decay rate of the mean of g^2
    double eps = 1e-8;
    double weight_decay = 0; // added to the gradient (L2); adamw: decays the weight itself
    double average = 0;      // decay of the average a of w: step t sets a = d a + (1 - d) w, with
                             // d = min(average, (t - 1) / (t + 9)); 0: no average
};

// Scalars of the update rules, constant within optimizer step t = 1, 2, ...
struct UpdateStep {
    Real learning_rate, weight_decay, eps, momentum;
    bool nesterov;
    Real alpha, alpha_rest;              // alpha, 1 - alpha
    Real beta1_rest, beta2, beta2_rest;  // 1 - beta1, beta2, 1 - beta2
    Real corrected_rate, corrected_root; // learning_rate / (1 - beta1^t), sqrt(1 - beta2^t)
    Real shrink;                         // 1 - learning_rate weight_decay
    Real grad_scale;                     // factor on every gradient, from clip_scale()

    // The scaled gradient plus weight decay: what every rule except adamw uses as g.
    Real decayed(Real g, Real w) const { return g * grad_scale + weight_decay * w; }
};

// Updates n weights w from the gradient g and up to two state arrays of n elements. The arrays w,
// g, s1 and s2 do not overlap; s1 or s2 is nullptr if the rule keeps no such array. UpdateStep is a
// copy, so that the compiler knows that stores to the arrays do not change it.
using UpdateFunction = void (*)(UpdateStep, Index n, Real* w, const Real* g, Real* s1, Real* s2);

// Whether a rule skips table rows that have no gradient (rows of tokens outside the batch).
// kIfUnchanged: the rule skips them if weight_decay and momentum are 0, because an update with a
// zero gradient would then change no weight.
enum class SkipRows { kNever, kIfUnchanged, kAlways };

struct OptimizerKind {
    const char* name;
    std::array<const char*, 2> states; // names of the state arrays; nullptr: no array
    bool states_need_momentum;         // true: with momentum 0, the rule has no state array
    UpdateFunction update;
    UpdateFunction update_table; // for tables; lazy_adam: SparseAdam and L2 decay; others: `update`
    SkipRows skip_rows;
};

std::span<const OptimizerKind> optimizers(); // all optimizers, in update_rules.cpp

class Optimizer {
public:
    // Keeps a reference to the parameters. Preconditions, not checked: options.name is in
    // optimizers(); parameter values are allocated. If options.average > 0, step() defers updates
    // of the average, which read the values later: code that replaces values also restores the
    // arrays of state() and calls set_steps_taken(), which drops the deferred updates.
    Optimizer(const OptimizerOptions& options, Parameters& parameters);

    // Updates all parameters that are not frozen, once, from gradients * grad_scale. Does not clear
    // the gradients. The threads divide the rows; their number does not change the result.
    void step(Threads&, Gradients&, double learning_rate, double grad_scale);

    // Name of state array k, e.g. "exp_avg"; nullptr: the rule does not use it with these options.
    // Array kAverage: the average of the weights.
    static constexpr Index kAverage = 2, kStates = 3;
    const char* state_name(Index k) const;
    // The state arrays of a parameter: of its size and initially zero, or empty (not used, or the
    // parameter is frozen). step() may defer the average's update; state() applies it first.
    std::array<Storage, kStates>& state(Index parameter);
    Index steps_taken() const { return steps_taken_; }
    // Sets the number of steps taken: the next step has t = this number + 1. To resume a run, the
    // caller also restores the arrays of state(), before or after this call.
    void set_steps_taken(Index);

private:
    // Rows [first, last) of a parameter. If the step skips rows without gradient: the rows with the
    // ids at positions [first, last) of Gradients::rows(parameter)->ids().
    struct Range {
        Index parameter, first, last;
    };
    bool skips_rows_without_gradient(const Parameter&) const;
    void divide_rows(Gradients&);
    void update_rows(const UpdateStep&, const Range&, Gradients&);
    void average_rows(Index parameter, Index first, Index count, Index last);
    void complete_average(Index p) { average_rows(p, 0, averaged_[p].size(), steps_taken_); }

    OptimizerOptions options_;
    const OptimizerKind& kind_;
    Parameters& parameters_;
    std::vector<std::array<Storage, kStates>> states_; // [parameter][k]
    std::vector<std::vector<Index>> averaged_;   // [parameter][row] last step that is included
    static constexpr Index kMostMissing = 64;    // most steps by which an average lags
    std::array<Real, kMostMissing> decays_{};    // [t % kMostMissing] decay d of step t
    std::vector<Range> ranges_;                  // of the current step; its memory is reused
    Storage zeros_;                              // used as the gradient of a row that has none
    Index steps_taken_ = 0;
};

// Euclidean norm of all gradients together. Sorts sparse gradients and sums in ascending order of
// rows, so that sparse and dense gradients give the same bits.
double gradient_norm(Gradients&);

// min(1, max_norm / (norm + 1e-6)), as torch.nn.utils.clip_grad_norm_; 1 if max_norm is 0 (off).
double clip_scale(double norm, double max_norm);

} // namespace textrnn
