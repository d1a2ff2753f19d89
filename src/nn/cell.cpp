// The table of cells.
#include "nn/cell.h"

#include <array>

namespace textrnn {

std::span<const Cell> cells() {
    static const std::array table{kRnnTanh, kRnnRelu, kGru, kLstm};
    return table;
}

const Cell* find_cell(std::string_view name) {
    for (const Cell& cell : cells())
        if (name == cell.name) return &cell;
    return nullptr;
}

} // namespace textrnn
