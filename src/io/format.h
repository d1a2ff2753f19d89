// Numbers as text. Every function ignores the locale and writes NaN as "nan".
#pragma once

#include <cstddef>
#include <string>

namespace textrnn {

std::string shortest(double value);                // fewest digits that parse to the same value
std::string fixed(double value, int decimals);     // 0.5, 2 -> "0.50"
std::string significant(double value, int digits); // as printf's %g: 1e-7 / 3, 3 -> "3.33e-08"
std::string percent(double fraction);              // 0.9725 -> "97.25%"
std::string grouped(std::size_t count);            // 200000 -> "200,000"

// Three significant digits and an SI prefix from n to P: 0.00123, "s" -> "1.23 ms". Without a unit,
// a value that needs no prefix ends in its last digit: 950 -> "950", 12345 -> "12.3 k".
std::string with_prefix(double value, const std::string& unit = "");

std::string duration(double seconds); // "4.2 s", "3 min 05 s", "1 h 02 min"

} // namespace textrnn
