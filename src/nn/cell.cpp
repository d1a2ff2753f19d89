// The table of cells.
#include "nn/cell.h"

#include "core/registry.h"

#include <array>

namespace textrnn {

std::span<const Cell> cells() {
    static const std::array table{kRnnTanh, kRnnRelu, kGru, kLstm};
    return table;
}

const Cell* find_cell(std::string_view name) { return find_named(cells(), name); }

} // namespace textrnn
