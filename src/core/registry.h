// Registries are written-out tables whose entries have a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// The entry of that name, or nullptr. The table must outlive the result.
template <class Table>
auto find_named(const Table& table, std::string_view name) -> decltype(&*std::begin(table)) {
    for (auto& entry : table)
        if (name == entry.name) return &entry;
    return nullptr;
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
    std::vector<std::string> names;
    for (const auto& entry : table) names.emplace_back(entry.name);
    return names;
}

} // namespace textrnn
