// Search in registries: tables (arrays, spans or vectors) of entries with a member `name`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// Pointer to the table's entry with this name, or nullptr.
template <class Table>
auto find_named(const Table& table, std::string_view name) -> decltype(&*std::begin(table)) {
    for (auto& entry : table)
        if (name == entry.name) return &entry;
    return nullptr;
}

// Names of all entries, in the table's order.
template <class Table>
std::vector<std::string> names_of(const Table& table) {
    std::vector<std::string> names;
    for (const auto& entry : table) names.emplace_back(entry.name);
    return names;
}

} // namespace textrnn
