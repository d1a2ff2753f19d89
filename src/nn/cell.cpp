// The table of cells.
#include "nn/cell.h"

#include <array>

namespace textrnn {

std::span<const Cell> cells() {
    static const std::array table{kRnnTanh, kRnnRelu, kGru, kLstm};
    return table;
}

} // namespace textrnn
