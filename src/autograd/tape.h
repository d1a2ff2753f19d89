// Tape: the record of one forward pass, for reverse-mode differentiation. Each op appends a node
// with its value, its gradient and a function that adds to its inputs' gradients; backward() calls
// these functions in reverse order. All nodes lie in the arena: memory that is freed all at once.
#pragma once

#include "core/arena.h"
#include "core/gemm.h"

namespace textrnn {

inline constexpr Index kNoStep = ~Index{0};

struct Node {
    const char* op;  // the op's name, e.g. "linear", or the parameter's name
    Tensor value; // not copied by constant() and leaf(): keep it unchanged until backward() ends
    Tensor grad;     // d loss / d value; `backward` of later nodes adds to it. Memory: for a leaf,
                     // the tensor given to leaf(); for other nodes, Tape::backward() allocates
                     // zeros in the arena if needs_grad
    bool needs_grad; // true: d loss / d value is needed
    bool is_parameter = false; // true: appended by Tape::leaf
    void (*backward)(Node&, const void* captured) = nullptr;
    const void* captured = nullptr; // the closure that `backward` calls
    const char* name = "";  // name or formula of the value, e.g. "h_prev", "h = tanh(a)"; or ""
    Index step = kNoStep;   // time step of a node of rnn_reference (nn/rnn.h)
    PackedMatrix packed = {}; // of a leaf: its packed transpose; no panels: not packed
};

// Handle of a node: cheap to copy, valid until the arena is reset. A default Var has no node, and
// stands for an absent optional input.
struct Var {
    Node* node = nullptr;

    const Tensor& value() const { return node->value; }
    const Tensor& grad() const { return node->grad; }
    bool needs_grad() const { return node && node->needs_grad; }
    Index rows() const { return node->value.rows; }
    Index cols() const { return node->value.cols; }
    explicit operator bool() const { return node != nullptr; }
    Var named(const char* name) const { // `name`: a string literal
        node->name = name;
        return *this;
    }
};

class Tape {
public:
    explicit Tape(Arena& arena) : arena_(arena) {}

    Arena& arena() { return arena_; }
    const std::vector<Node*>& nodes() const { return nodes_; } // in order of computation

    Var constant(Tensor value) { return append({"constant", value, {}, false}); }
    // A parameter; `name` must outlive the tape. Ops add its gradient to `grad`, which the caller
    // owns and clears. grad = Tensor{}: the leaf needs no gradient, and none is computed.
    // `packed`: pack(kYes, value), which linear() and rnn_fused() then read instead of packing
    // value; its panels must outlive the forward pass. Precision kHalf: only without gradient.
    Var leaf(const char* name, Tensor value, Tensor grad, const PackedMatrix& packed = {}) {
        const Var leaf = append({name, value, grad, grad.data != nullptr, true});
        leaf.node->packed = packed;
        return leaf;
    }

    void set_step(Index step) { step_ = step; } // Node::step of the nodes appended from now on

    // Appends the node of an op. The closure `backward(Node& out)` holds copies of the input Vars,
    // reads out.value and out.grad, and adds to the gradient of each input whose needs_grad() is
    // true. Tape::backward() calls it only if there is such an input.
    template <class Backward>
    Var record(const char* op, Tensor value, bool inputs_need_grad, Backward backward) {
        const Var var = append({op, value, {}, inputs_need_grad});
        if (var.needs_grad()) {
            var.node->captured = new (arena_.array<Backward>(1)) Backward(backward);
            var.node->backward = [](Node& out, const void* captured) {
                (*static_cast<const Backward*>(captured))(out);
            };
        }
        return var;
    }

    // Computes the gradient of `loss` [1, 1] for every node that needs it. At most once per pass.
    void backward(Var loss) {
        for (Node* node : nodes_)
            if (node->needs_grad && !node->grad.data)
                node->grad = arena_.zeros(node->value.rows, node->value.cols);
        loss.grad().fill(1);
        for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node)
            if ((*node)->backward) (*node)->backward(**node, (*node)->captured);
    }

    void clear() { nodes_.clear(); } // keeps the vector's memory; call it before Arena::reset()

private:
    Var append(Node node) {
        node.step = step_;
        nodes_.push_back(new (arena_.array<Node>(1)) Node(node));
        return {nodes_.back()};
    }

    Arena& arena_;
    Index step_ = kNoStep;
    std::vector<Node*> nodes_;
};

} // namespace textrnn
