// Parameters, which a run trains, and Gradients, one buffer for each parameter. Every shard of a
// batch has Gradients of its own; the step adds them up in shard order.
#pragma once

#include "autograd/sparse_gradient.h"
#include "core/shared_buffer.h"

#include <optional>
#include <string>
#include <vector>

namespace textrnn {

// How often a forward pass multiplies by a parameter: per token, per distinct token id or per text.
enum class UsedPer { kToken, kUniqueToken, kText };

struct Parameter {
    std::string name;         // as PyTorch has it, e.g. "rnn.weight_ih_l0"
    std::vector<Index> shape; // [rows, cols] or [cols]
    bool is_table = false;     // an embedding table: most of its rows are idle in any one step
    bool sparse_gradient = false; // its gradient is a SparseGradient: the table is looked up
    UsedPer used_per = UsedPer::kToken;
    SharedBuffer value;

    Index rows() const { return shape.size() == 1 ? 1 : shape[0]; }
    Index cols() const { return shape.back(); }
    // Ops read parameters through views that could write; only the optimizer does.
    Tensor tensor() const { return {const_cast<Real*>(value.data()), rows(), cols()}; }
};

using Parameters = std::vector<Parameter>;

class Gradients {
public:
    explicit Gradients(const Parameters&);

    Tensor dense(Index parameter); // shaped like the parameter; empty if it has touched rows
    // Of a table: the rows that occurred, with their gradients unless dense() has those (they are
    // then of no columns). nullptr for other parameters.
    SparseGradient* rows(Index parameter);
    Index size() const { return gradients_.size(); }
    Index bytes() const; // held

    void clear();
    void add(Gradients& other); // element by element; both are of the same Parameters

    // Row i of a parameter's gradient; nullptr when it has touched rows, and this is none of them.
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
