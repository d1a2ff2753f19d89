// Optimizers: how a gradient moves a parameter, and what happens to the rows of an embedding table
// that have no gradient in a step. Formulas and names are PyTorch's.
#pragma once

#include "autograd/parameter.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

class Threads;

struct OptimizerOptions {
    std::string name = "adam";
    double momentum = 0;     // sgd
    bool nesterov = false;   // sgd
    double alpha = 0.99;     // rmsprop: decay of the squared gradient's mean
    double beta1 = 0.9;      // adam, adamw, lazy_adam
    double beta2 = 0.999;
    double eps = 1e-8;
    double weight_decay = 0; // added to the gradient (L2); adamw: decays the weight itself
};

// What one step's update needs; scalars that do not change within the step are computed once.
struct UpdateStep {
    const OptimizerOptions& options;
    double learning_rate;
    double correction1, correction2; // 1 - beta^t of Adam's two means at step t = 1, 2, ...
    Real grad_scale; // gradients are multiplied by it (clipping)
};

// n elements: weights w, gradient g, and up to two state arrays; none overlap.
using UpdateFunction = void (*)(const UpdateStep&, Index n, Real* w, const Real* g, Real* s1,
                                Real* s2);

struct OptimizerKind {
    const char* name;
    std::array<const char*, 2> states; // names of the state arrays, nullptr where there is none
    UpdateFunction update;
    UpdateFunction update_table; // the same for rows of an embedding table
    // True when an update with a zero gradient changes nothing (sgd without momentum), or when the
    // optimizer's definition leaves idle rows of a table alone (lazy_adam): they are then skipped.
    // Idle is a row whose word did not occur, whatever its gradient.
    bool (*skips_rows_without_gradient)(const OptimizerOptions&);
};

std::span<const OptimizerKind> optimizers(); // the table: a new optimizer is one row
const OptimizerKind* find_optimizer(std::string_view name);

class Optimizer {
public:
    // The name in the options must be known; state starts at zero.
    Optimizer(const OptimizerOptions& options, const Parameters& parameters);

    // One update of all parameters. Elements do not depend on each other, so rows are divided among
    // the threads without a trace in the result.
    void step(Threads&, Parameters&, Gradients&, double learning_rate, double grad_scale);

    const OptimizerKind& kind() const { return kind_; }
    // state(i)[k]: array number k of parameter i, e.g. exp_avg; for checkpoints.
    std::array<Storage, 2>& state(Index parameter) { return states_[parameter]; }
    Index steps_taken() const { return steps_taken_; }
    void set_steps_taken(Index steps) { steps_taken_ = steps; }

private:
    struct Range { // rows [first, last) of a parameter, or of its list of touched rows
        Index parameter, first, last;
    };
    bool skips_rows_without_gradient(const Parameter& p) const {
        return p.is_table && kind_.skips_rows_without_gradient(options_);
    }
    void divide_rows(const Parameters&, Gradients&);
    void update_rows(const UpdateStep&, const Range&, Parameters&, Gradients&);

    OptimizerOptions options_;
    const OptimizerKind& kind_;
    std::vector<std::array<Storage, 2>> states_;
    std::vector<Range> ranges_; // of one step; kept for its memory
    Storage zeros_;             // the gradient of an idle row
    Index steps_taken_ = 0;
};

// Euclidean norm of all gradients together. Squares are added up by rows in ascending order, so
// touched rows and a dense gradient with zero rows have the same norm to the bit. Sorts the
// touched rows.
double gradient_norm(Gradients&);

// min(1, max_norm / (norm + 1e-6)), as torch.nn.utils.clip_grad_norm_; 1 when max_norm is 0 (off).
double clip_scale(double norm, double max_norm);

} // namespace textrnn
