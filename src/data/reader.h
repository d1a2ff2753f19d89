// Readers: from a file of some format to labelled texts.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

struct Example {
    std::string label;
    std::string text;
    std::size_t line = 0; // where it began; 0 in a folder
};

struct ReaderOptions {
    std::string format = "auto";       // a name of readers(), or "auto": by directory, then ending
    std::string text_column = "text";  // a name in the header or a JSON member; "1", "2", ...: by
    std::string label_column = "label"; // position (then the file has no header)
    std::string invalid_utf8 = "error"; // "error" or "replace" (by U+FFFD)
};

using ReadFunction = std::vector<Example> (*)(const std::string& path, const ReaderOptions&);

struct ReaderEntry {
    const char* name;      // "tsv", "csv", "jsonl", "fasttext", "folder"
    const char* endings;   // for "auto", e.g. ".tsv .tab"
    ReadFunction read;
};

std::span<const ReaderEntry> readers(); // the table: a new reader is one file and one row here

// Reads with the reader that options.format names (or "auto" finds). Throws Error(kNoInput) for a
// missing file and Error(kBadData) "file:line:column: ..." for bad content; an input without any
// example is bad content too.
std::vector<Example> read_examples(const std::string& path, const ReaderOptions& options);

} // namespace textrnn
