// The check that every reader's input passes: valid UTF-8, no NUL bytes.
#pragma once

#include "data/reader.h"

#include <cstddef>
#include <string>

namespace textrnn {

// Deals with invalid UTF-8 as options.invalid_utf8 says: replaces it in place, or throws
// Error(kBadData) "file:line:column: ...". The text's first line has the number `first_line`.
void check_utf8(std::string& text, const std::string& file, std::size_t first_line,
                const ReaderOptions& options);

// A whole file without its byte order mark, checked. Throws Error(kBadData) or as read_file does.
std::string read_text(const std::string& path, const ReaderOptions& options);

} // namespace textrnn
