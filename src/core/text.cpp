// Edit distance by dynamic programming, three rows at a time ("optimal string alignment").
#include "core/text.h"

#include <algorithm>

namespace textrnn {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto equal = [&](std::size_t x, std::size_t y) {
                return lower(a[x - 1]) == lower(b[y - 1]);
            };
            const std::size_t differs = equal(i, j) ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + differs});
            const bool swapped = i > 1 && j > 1 && equal(i, j - 1) && equal(i - 1, j);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
    std::string nearest;
    std::size_t smallest = std::string_view::npos;
    for (const std::string& candidate : candidates) {
        const std::size_t longer = std::max(name.size(), candidate.size());
        const std::size_t shorter = std::min(name.size(), candidate.size());
        if (longer - shorter > longer / 3) continue; // the difference alone is too much
        const std::size_t distance = edit_distance(name, candidate);
        if (distance > longer / 3 || distance >= smallest) continue;
        smallest = distance;
        nearest = candidate;
    }
    return nearest;
}

} // namespace textrnn
