// Registries are written-out tables whose entries have a name.
#pragma once

#include <string_view>

namespace textrnn {

// The entry of that name, or nullptr. The table must outlive the result.
template <class Table>
auto find_named(const Table& table, std::string_view name) -> decltype(&*table.begin()) {
    for (auto& entry : table)
        if (name == entry.name) return &entry;
    return nullptr;
}

} // namespace textrnn
