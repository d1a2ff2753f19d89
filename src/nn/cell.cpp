// The table of cells, with the loops of the processor's level (core/level.h).
#include "nn/cell.h"

#include <array>

namespace textrnn {

std::span<const Cell> cells() {
    static const auto table = at_level([]<Level L>() {
        return std::array{rnn_tanh_cell<L>(), rnn_relu_cell<L>(), gru_cell<L>(), lstm_cell<L>()};
    });
    return table;
}

} // namespace textrnn
