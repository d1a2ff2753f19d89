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

    bool replaces_invalid() const { return invalid_utf8 == "replace"; }
};

using Examples = std::vector<Example>;

// Columns set apart by tabs, without any quoting: neither a tab nor a line end can be in a text.
Examples read_tsv(const std::string& path, const ReaderOptions& options);
// RFC 4180: columns set apart by commas; "a ""quoted"" field" may hold commas and line ends.
Examples read_csv(const std::string& path, const ReaderOptions& options);
// A JSON object a line; the label may be a string, an integer, true or false.
Examples read_jsonl(const std::string& path, const ReaderOptions& options);
// "__label__positive the text" a line.
Examples read_fasttext(const std::string& path, const ReaderOptions& options);
// A subdirectory a label, with a file a text: positive/1.txt.
Examples read_folder(const std::string& path, const ReaderOptions& options);

struct ReaderEntry {
    const char* name;      // "tsv", "csv", "jsonl", "fasttext", "folder"
    const char* endings;   // for "auto", each with a space behind it, e.g. ".tsv .tab "
    Examples (*read)(const std::string& path, const ReaderOptions& options);
};

std::span<const ReaderEntry> readers(); // the table: a new reader is one file and one row here

// Reads with the reader that options.format names (or "auto" finds). Throws Error(kNoInput) for a
// missing file and Error(kBadData) "file:line:column: ..." for bad content; an input without any
// example is bad content too, and so is a label with a control character.
Examples read_examples(const std::string& path, const ReaderOptions& options);

// Throws Error(kBadData) "file:line: problem", or "file: problem" for line 0.
[[noreturn]] void refuse_line(const std::string& file, std::size_t line,
                              const std::string& problem);

} // namespace textrnn
