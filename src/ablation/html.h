// HTML as text: elements that close themselves, escaping, and tables.
#pragma once

#include "ablation/report_tables.h"

#include <string>
#include <utility>
#include <vector>

namespace textrnn {

// For text and for attributes in double quotes. Bad UTF-8 and control characters become U+FFFD.
std::string escaped(const std::string& text);

using Attributes = std::vector<std::pair<const char*, std::string>>;

// <name attribute="value">content</name>; escapes the values, not the content, which is markup.
std::string element(const char* name, const Attributes&, const std::string& content = "");

// In a box that scrolls by itself where the page is narrow. No rows: a sentence that says so.
std::string html_table(const TextTable&);

} // namespace textrnn
