// Tape: what one forward pass did, so that it can be walked backwards. Each op appends a node (its
// value, its gradient, and a function that hands the gradient on to its inputs); backward() visits
// the nodes in reverse. No graph, no ownership, no recursion: all memory is the arena's.
#pragma once

#include "core/arena.h"
#include "core/tensor.h"

#include <new>
#include <type_traits>
#include <vector>

namespace textrnn {

struct Node {
    const char* op;    // e.g. "linear", or a parameter's name; for `textrnn follow`
    Tensor value;
    Tensor grad;       // d loss / d value; consumers add to it, backward() provides it zeroed
    bool needs_grad;   // false: no parameter lies upstream, or nothing is recorded
    void (*backward)(Node&, const void* captured) = nullptr;
    const void* captured = nullptr;
    bool is_parameter = false; // a leaf(); op is then the parameter's name
};

// A handle of a node; cheap to copy, valid until the arena is reset.
class Var {
public:
    Var() = default;
    explicit Var(Node* node) : node_(node) {}
    const Tensor& value() const { return node_->value; }
    const Tensor& grad() const { return node_->grad; }
    bool needs_grad() const { return node_->needs_grad; }
    Index rows() const { return node_->value.rows; }
    Index cols() const { return node_->value.cols; }
    explicit operator bool() const { return node_ != nullptr; }
    Node* node() const { return node_; }

private:
    Node* node_ = nullptr;
};

class Tape {
public:
    // recording = false: values only, as predictions need them.
    explicit Tape(Arena& arena, bool recording = true) : arena_(arena), recording_(recording) {}

    Arena& arena() { return arena_; }
    const std::vector<Node*>& nodes() const { return nodes_; } // in order of computation

    Var constant(Tensor value) { return append("constant", value, false); }
    // A parameter: its gradient is added to `grad`, which somebody else owns and clears.
    Var leaf(const char* name, Tensor value, Tensor grad) {
        const Var var = append(name, value, recording_);
        var.node()->grad = grad;
        var.node()->is_parameter = true;
        return var;
    }

    // Appends a node. `backward(Node& out)` reads out.value and out.grad and adds to the gradients
    // of the inputs that it captured by value; it is called only if some input needs a gradient.
    template <class Backward>
    Var record(const char* op, Tensor value, bool inputs_need_grad, Backward backward) {
        const Var var = append(op, value, recording_ && inputs_need_grad);
        if (var.needs_grad()) {
            var.node()->captured = new (arena_.array<Backward>(1)) Backward(backward);
            var.node()->backward = [](Node& out, const void* captured) {
                (*static_cast<const Backward*>(captured))(out);
            };
        }
        return var;
    }

    // Walks back from `loss` [1, 1], whose gradient is 1.
    void backward(Var loss) {
        for (Node* node : nodes_)
            if (node->needs_grad && !node->grad.data)
                node->grad = arena_.zeros(node->value.rows, node->value.cols);
        loss.grad().fill(1);
        for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node)
            if ((*node)->backward) (*node)->backward(**node, (*node)->captured);
    }

    void clear() { nodes_.clear(); } // keeps the list's memory; call before the arena is reset

private:
    Var append(const char* op, Tensor value, bool needs_grad) {
        nodes_.push_back(new (arena_.array<Node>(1)) Node{op, value, {}, needs_grad});
        return Var(nodes_.back());
    }

    Arena& arena_;
    bool recording_;
    std::vector<Node*> nodes_;
};

} // namespace textrnn
