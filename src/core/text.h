// Names that were nearly right: the "did you mean ...?" of error messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace textrnn {

// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other, in
// bytes; ASCII letters of different case count as equal.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate with the smallest edit distance (the first of equals), or "" when none is near: a
// third of the longer name's letters may differ.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

} // namespace textrnn
