// Text of the reports: numbers as a reader wants them (few digits, SI prefixes, the same in every
// locale), and HTML.
#pragma once

#include "core/tensor.h"

#include <string>
#include <utility>
#include <vector>

namespace textrnn {

std::string decimal(double value, int decimals);              // 0.5, 2 -> "0.50"
std::string brief(double value);                              // "0", "0.0123", "1.19e-07"
std::string with_unit(double value, const std::string& unit); // 0.00123, "s" -> "1.23 ms"
std::string seconds_text(double seconds);                     // "1.23 ms", "5,200 s"
std::string bytes_text(double bytes);                         // "1.23 MB"
std::string grouped(Index n);                                 // "200,000"
std::string count_text(double n);                             // the same
std::string share(double fraction);                           // 0.8125 -> "81.25%"
std::string points(double difference);                        // 0.0125 -> "+1.25 points"
std::string chance(double p);                                 // "0.031", "< 0.001", "undefined"
std::string joined(const std::vector<std::string>& parts, const char* between = ", ");

// For text and for attributes in double quotes. Bad UTF-8 and control characters become U+FFFD.
std::string escaped(const std::string& text);

using Attributes = std::vector<std::pair<const char*, std::string>>;

// <name attribute="value">content</name>; escapes the values, not the content, which is markup.
std::string element(const char* name, const Attributes&, const std::string& content = "");

} // namespace textrnn
