// Text for reports: numbers in the form that a table shows, and escaped HTML and SVG elements.
#pragma once

#include "core/tensor.h"

#include <string>
#include <utility>
#include <vector>

namespace textrnn {

// Numbers for readers, with the minus sign of typography.
std::string brief(double value);          // three significant digits: "0.0123", "1.19e−07"
std::string count_text(double count);     // "200,000"
std::string seconds_text(double seconds); // "1.23 ms", "42.5 s", "5,200 s"
std::string bytes_text(double bytes);     // "1.23 MB"
std::string points_text(double fraction); // percentage points: 0.0125 -> "+1.25"
std::string p_value_text(double p);       // "0.031", "< 0.001"

// Each character that has a replacement is replaced by it.
using Replacements = std::vector<std::pair<char, const char*>>;
std::string replaced(const std::string& text, const Replacements&);

// printable(), but keeps tabs and line ends, and escapes & < > " for HTML text and attributes. Use
// it for all words of a data set: they may contain anything, also "<script>".
std::string escaped(const std::string& text);

using Attributes = std::vector<std::pair<const char*, std::string>>;

// <name key="value">content</name>. Escapes the values, but not the content, which is HTML; leaves
// out attributes with an empty value.
std::string element(const char* name, const Attributes&, const std::string& content = "");

} // namespace textrnn
