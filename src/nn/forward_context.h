// ForwardContext: what every layer needs to know about the forward pass it takes part in.
#pragma once

#include "autograd/ops.h"
#include "autograd/parameter.h"
#include "core/random.h"

namespace textrnn {

struct ForwardContext {
    Tape& tape;
    const Parameters& parameters;
    Gradients* gradients; // nullptr: a prediction, no gradients wanted
    Random random;        // for dropout
    bool training;        // dropout acts only while training

    // Parameter number `id` as an input of ops.
    Var parameter(Index id) const {
        const Parameter& p = parameters[id];
        return tape.leaf(p.name.c_str(), p.tensor(), gradients ? gradients->dense(id) : Tensor{});
    }
    // The same for a parameter whose gradient is its touched rows.
    Table table(Index id) const {
        return {parameters[id].tensor(), gradients ? gradients->rows(id) : nullptr};
    }
    bool drops(double p) const { return training && p > 0; }
    // Dropout with the random numbers of place `part`; the identity when not training.
    Var drop(Var x, double p, std::uint64_t part) const {
        return drops(p) ? dropout(tape, x, p, random.split(part)) : x;
    }
};

} // namespace textrnn
