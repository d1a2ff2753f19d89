// Readers: turn a file of some format into labelled texts.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

namespace textrnn {

struct Example {
    std::string label;
    std::string text;
    std::size_t line = 0;  // in which the example begins, from 1; 0 for a file of a folder
    std::string file = {}; // path of its file, in a folder
};

// Called for each example, in file order; may move the strings out of it. Readers keep no examples.
using UseExample = std::function<void(Example&)>;

struct ReaderOptions {
    // A name of readers(), or "auto": "folder" for a directory, else by the file's extension; "tsv"
    // for standard input and unknown extensions.
    std::string format = "auto";
    // Names of the columns in the header (JSONL: members). Positions "1", "2", ... mean that the
    // file has no header; both must be names or both positions.
    std::string text_column = "text";
    std::string label_column = "label";
    std::string invalid_utf8 = "error"; // "error", or "replace" by U+FFFD
    // Not in the config: labels may be missing; called for a bad row.
    bool labels_optional = false;
    std::function<void(std::size_t line, const std::string& message)> on_bad_row{};

    bool replaces_invalid() const { return invalid_utf8 == "replace"; }
};

// All readers throw Error(kNoInput) if the path is missing or unreadable, and Error(kBadData)
// "file:line:column: ..." (some without column) for malformed content. read_tsv and read_csv throw
// Error(kBadConfig) unless the two columns differ and are both names or both positions.

// Columns separated by tabs. There are no quotes: texts contain neither tabs nor line ends.
void read_tsv(const std::string& path, const ReaderOptions& options, const UseExample& use);
// RFC 4180: columns separated by commas; a "quoted ""field""" may contain commas and line ends.
void read_csv(const std::string& path, const ReaderOptions& options, const UseExample& use);
// One JSON object per line. The label is a string, an integer, true or false.
void read_jsonl(const std::string& path, const ReaderOptions& options, const UseExample& use);
// One "__label__positive the text" per line.
void read_fasttext(const std::string& path, const ReaderOptions& options, const UseExample& use);
// One subdirectory per label, one regular file per text: positive/1.txt. Skips hidden entries, and
// "unsup" (IMDB) beside other labels.
void read_folder(const std::string& path, const ReaderOptions& options, const UseExample& use);

struct ReaderEntry {
    const char* name;       // "tsv", "csv", "jsonl", "fasttext", "folder"
    const char* extensions; // for "auto"; each is followed by a space: ".tsv .tab "
    void (*read)(const std::string& path, const ReaderOptions& options, const UseExample& use);
};

std::span<const ReaderEntry> readers(); // the table: a new reader is one file and one row

// The format of a file: options.format, or by the path if that is "auto"; "" if the path does not
// tell the format.
std::string format_of(const std::string& path, const ReaderOptions& options);

// Reads with the reader of the file's format; a file of unknown format is TSV. Throws as the
// readers do, Error(kBadData) for a file without examples or a label with a control character, and
// Error(kBadConfig) for an unknown value of options.format.
void read_examples(const std::string& path, const ReaderOptions& options, const UseExample& use);

// Throws Error(kBadData) "file:line: problem", or "file: problem" if `line` is 0.
[[noreturn]] void refuse_line(const std::string& file, std::size_t line,
                              const std::string& problem);

} // namespace textrnn
