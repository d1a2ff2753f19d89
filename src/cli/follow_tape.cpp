// The tape as `textrnn follow` prints it: values forward, gradients backward.
#include "cli/study.h"
#include "cli/terminal.h"
#include "io/text.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string_view>

namespace textrnn {

namespace {

constexpr Index kNarrow = 4, kMostRows = 16; // limits of the matrices whose values are printed

bool is_narrow(Index cols) { return cols <= kNarrow; }

bool is_state(const Node& node) { // h or c of a time step
    const std::string_view name = node.name;
    return name.starts_with("h = ") || name.starts_with("c = ");
}

// Title and shape, then all values of a small matrix, or the norm.
void print_matrix(const Node& node, Tensor matrix, std::span<const std::string> names) {
    const std::string title = *node.name ? node.name : node.op;
    std::cout << padded((node.is_parameter ? "    " : "  ") + title, 32) << " "
              << padded(shape_text({matrix.rows, matrix.cols}), 12) << " ";
    if (matrix.rows > kMostRows || !is_narrow(matrix.cols))
        std::cout << "norm " << fixed(norm(matrix.data, matrix.size()), 4) << "\n";
    else
        for (Index i = 0; i < matrix.rows; ++i)
            std::cout << (i == 0 ? "" : std::string(46, ' '))
                      << values_or_norm(matrix.row(i), matrix.cols)
                      << (i < names.size() && matrix.rows > 1 ? "  " + names[i] : "") << "\n";
}

// The gradients of h or c at a time step: a line per text, with a bar as long as the norm.
void print_state(const Node& node, std::span<const std::string> words, double largest) {
    const Index cols = node.value.cols;
    for (Index i = 0; i < node.value.rows; ++i) {
        const double gradient = norm(node.grad.row(i), cols);
        const std::string state(1, node.name[0]);
        const std::string line = "  " + padded("step " + std::to_string(node.step), 8) + " " +
                                 padded(words[i], 16) + " |" + state + "| " +
                                 fixed(norm(node.value.row(i), cols), 4) + "  |d" + state + "| " +
                                 fixed(gradient, 4) + "  " +
                                 (is_narrow(cols) ? values_or_norm(node.grad.row(i), cols) : "");
        const Index room =
            std::clamp(output_width(), line.size() + 9, line.size() + 61) - line.size() - 1;
        const double share = gradient <= largest ? gradient / largest : 0; // 0 for NaN
        const auto length = static_cast<Index>(std::lround(share * static_cast<double>(room)));
        std::cout << line << " " << std::string(length, '#') << "\n";
    }
}

double largest_gradient(const Tape& tape) { // norm of a row of a state's gradient
    double largest = 1e-30;
    for (const Node* node : tape.nodes())
        for (Index i = 0; is_state(*node) && i < node->grad.rows; ++i)
            largest = std::max(largest, norm(node->grad.row(i), node->grad.cols));
    return largest;
}

} // namespace

double norm(const Real* values, Index count) {
    double sum = 0;
    for (Index i = 0; i < count; ++i)
        sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    return std::sqrt(sum);
}

std::string values_or_norm(const Real* values, Index cols) {
    if (!is_narrow(cols)) return "norm " + fixed(norm(values, cols), 6);
    std::string text;
    for (Index i = 0; i < cols; ++i)
        text += padded(fixed(static_cast<double>(values[i]), 4), i == 0 ? 7 : 8, true);
    return text;
}

void print_tape(const Tape& tape, const Packed& packed, std::span<const std::string> tokens,
                std::span<const std::string> distinct, bool backward) {
    const double largest = backward ? largest_gradient(tape) : 0;
    Index step = kNoStep;
    bool is_pooled = backward;
    for (Index k = 0; k < tape.nodes().size(); ++k) {
        const Node& node = *tape.nodes()[backward ? tape.nodes().size() - 1 - k : k];
        const bool pools = std::string_view(node.op).starts_with("pool_");
        is_pooled = is_pooled || pools;
        std::span<const std::string> names; // of the rows
        if (node.step != kNoStep)
            names = tokens.subspan(packed.offsets[node.step], packed.batch_size(node.step));
        else if (!is_pooled && !node.is_parameter)
            names = node.value.rows == tokens.size() ? tokens : distinct;
        if (std::string_view(node.op) == "constant") continue; // the initial state 0
        if (!backward && node.step != step && node.step != kNoStep) {
            std::cout << "  time step " << node.step << ":";
            for (const std::string& name : names) std::cout << " " << name;
            std::cout << "\n";
        }
        step = node.step;
        if (!backward)
            print_matrix(node, node.value, names);
        else if (node.needs_grad && step == kNoStep)
            print_matrix(node, node.grad, names);
        else if (is_state(node))
            print_state(node, names, largest);
        if (backward && pools) is_pooled = false;
    }
}

} // namespace textrnn
