// Parameters of a model, and Gradients: one gradient per parameter. A batch is split into shards
// (data/batches.h). Shards that run at the same time write to separate Gradients; the training step
// adds these in shard order.
#pragma once

#include "autograd/sparse_gradient.h"
#include "core/shared_buffer.h"

#include <optional>
#include <string>

namespace textrnn {

// How often a forward pass multiplies a parameter matrix by a vector (unused for biases): once per
// token, distinct token id or text; kNothing: never, the pass reads rows. For estimates of cost.
enum class UsedPer { kToken, kUniqueToken, kText, kNothing };

struct Parameter {
    std::string name;             // e.g. "rnn.weight_ih_l0", as in PyTorch; "..._transposed": W^T
    std::vector<Index> shape;     // [rows, cols] or [cols]
    double initial_scale = 0;     // scale s of the initial distribution
    bool is_normal = false;       // true: initial values from N(0, s^2); false: from U(-s, s)
    bool is_table = false;        // true: rows belong to token ids; see Gradients::rows()
    bool sparse_gradient = false; // true, for a table only: a SparseGradient; false: a Tensor
    bool frozen = false;          // true: it has neither gradient nor optimizer state
    UsedPer used_per = UsedPer::kToken;
    SharedBuffer value = {};

    Index rows() const { return shape.size() == 1 ? 1 : shape[0]; }
    Index cols() const { return shape.back(); }
    // The values, which ops only read; other code may write them, e.g. train/start.cpp.
    Tensor tensor() const { return {const_cast<Real*>(value.data()), rows(), cols()}; }
};

using Parameters = std::vector<Parameter>;

// Draws all values from their distributions; parameter i from substream i.
void initialise(Parameters&, std::uint64_t seed);

struct TextCounts { // of a batch; unique_tokens: the sum of its shards' numbers of distinct ids
    Index texts, tokens, unique_tokens;
};

// Number of multiply-adds in a batch's matrix products. Assumes no frozen parameter, no embedding
// dropout and no adversarial training (the last two make the first layer multiply per token). kStep
// counts each product three times (the product, and the gradients of its input and its weight), but
// a table's product twice: its one-hot input needs no gradient.
enum class Computation { kForward, kStep };
double multiply_adds(Computation, const Parameters&, const TextCounts&);

class Gradients {
public:
    explicit Gradients(const Parameters&); // all zero; parameter values must be allocated

    // Gradient in the parameter's shape; empty if sparse_gradient is true or the parameter frozen.
    Tensor dense(Index parameter);
    // Of a table: the SparseGradient of the rows that the shards used (optimizers may skip other
    // rows). If sparse_gradient is false, dense() has the gradient, and the SparseGradient only
    // records ids: dim() is 0; the input layer calls row(id). nullptr: frozen, or not a table.
    SparseGradient* rows(Index parameter);
    Index size() const { return gradients_.size(); } // number of parameters
    Index bytes() const;                             // memory held

    void clear();               // sets all gradients to zero
    void add(Gradients& other); // elementwise sum; `other` is for the same Parameters

    // Row of a parameter's gradient [cols]; nullptr: the row is zero, or the parameter is frozen.
    const Real* find_row(Index parameter, Index row);

private:
    struct Gradient {
        Storage values;
        Index rows_count, cols;
        std::optional<SparseGradient> rows;
    };
    std::vector<Gradient> gradients_;
};

} // namespace textrnn
