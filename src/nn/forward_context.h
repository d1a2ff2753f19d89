// ForwardContext: the arguments that every layer's forward pass needs.
#pragma once

#include "autograd/ops.h"
#include "autograd/parameter.h"
#include "core/random.h"

namespace textrnn {

// A change of the embeddings of a forward pass, for adversarial training.
struct Perturbation {
    Tensor added;   // [N, D] added to the embeddings of all tokens; empty: nothing
    Var embeddings; // output: [N, D] after dropout and `added`; not set without an embedding
};

struct PackedWeights { // packed once for many forward passes
    Arena arena;
    std::vector<PackedMatrix> transposes; // by parameter number; empty for tables and biases
};

struct ForwardContext {
    Tape& tape;
    const Parameters& parameters;
    Gradients* gradients; // nullptr: no gradients (prediction)
    Random random;        // for dropout and negative samples
    bool training;        // false: dropout is the identity
    Perturbation* perturbation = nullptr;
    const PackedWeights* packed = nullptr; // of `parameters`; nullptr: ops pack the weights

    // A leaf of the tape for parameter `id`. Ops add its gradient to gradients->dense(id).
    // Precondition: sparse_gradient is false.
    Var parameter(Index id) const {
        return tape.leaf(parameters[id].name.c_str(), parameters[id].tensor(),
                         gradients ? gradients->dense(id) : Tensor{},
                         packed ? packed->transposes[id] : PackedMatrix{});
    }
    // Parameter `id` for lookup(): values, gradients->rows(id). Its sparse_gradient must be true.
    Table table(Index id) const {
        return {parameters[id].tensor(), gradients ? gradients->rows(id) : nullptr};
    }
    bool drops(double p) const { return training && p > 0; } // true: dropout changes values
    // Dropout of x. `part` selects the random numbers: each call within a forward pass needs its
    // own `part`.
    Var drop(Var x, double p, std::uint64_t part) const {
        return drops(p) ? dropout(tape, x, p, random.split(part)) : x;
    }
};

} // namespace textrnn
