// Numbers as a reader wants them: few digits, SI prefixes, the same in every locale.
#pragma once

#include "core/tensor.h"

#include <optional>
#include <string>

namespace textrnn {

std::string decimal(double value, int decimals);              // 0.5, 2 -> "0.50"
std::string brief(double value);                              // "0", "0.0123", "1.19e-07"
std::string with_unit(double value, const std::string& unit); // 0.00123, "s" -> "1.23 ms"
std::string seconds_text(double seconds);                     // "1.23 ms", "5,200 s"
std::string grouped(Index n);                                 // "200,000"
std::string share(double fraction);                           // 0.8125 -> "81.25%"
std::string points(double difference);                        // 0.0125 -> "+1.25 points"
std::string chance(const std::optional<double>& p);           // "0.031", "< 0.001", "undefined"

} // namespace textrnn
