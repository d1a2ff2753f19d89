// The read functions of reader.cpp's table, each in a file of its own; see reader.h.
#pragma once

#include "data/reader.h"

#include <string>
#include <vector>

namespace textrnn {

// Columns set apart by tabs, without any quoting: neither a tab nor a line end can be in a text.
std::vector<Example> read_tsv(const std::string& path, const ReaderOptions& options);
// RFC 4180: columns set apart by commas; "a ""quoted"" field" may hold commas and line ends.
std::vector<Example> read_csv(const std::string& path, const ReaderOptions& options);
// A JSON object a line; the label may be a string, an integer, true or false.
std::vector<Example> read_jsonl(const std::string& path, const ReaderOptions& options);
// "__label__positive the text" a line.
std::vector<Example> read_fasttext(const std::string& path, const ReaderOptions& options);
// A subdirectory a label, with a file a text: positive/1.txt.
std::vector<Example> read_folder(const std::string& path, const ReaderOptions& options);

} // namespace textrnn
