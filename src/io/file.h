// Files as the rest of the program sees them: whole texts, lines, and crash-safe replacement.
// "-" is standard input wherever a file is read.
#pragma once

#include <cstddef>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>

namespace textrnn {

inline constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20;

// The whole file, or standard input for "-". Throws Error(kNoInput) when it is missing, a
// directory or unreadable, with the system's reason and, for a near miss, the name of a similar
// file beside it.
std::string read_file(const std::string& path);

// Writes a temporary file beside `path`, syncs it and renames it over: after a crash there is the
// old content or the new one, never a mixture. Throws Error(kNoCreate) when the temporary file
// cannot be created and Error(kIo) when writing fails; the old file is then untouched and the
// temporary one removed. A symbolic link is followed; a device or pipe is written straight into.
void replace_file(const std::string& path, std::string_view content);

// Creates the directory and its parents. Throws Error(kNoCreate).
void make_directories(const std::string& path);

// An open input: a file, a pipe or standard input ("-").
class InputFile {
public:
    explicit InputFile(const std::string& path); // throws Error(kNoInput)
    InputFile(const InputFile&) = delete;        // stream_ may point to file_
    InputFile& operator=(const InputFile&) = delete;
    std::istream& stream() { return *stream_; }
    const std::string& name() const { return name_; } // "stdin" for "-"

private:
    std::ifstream file_;
    std::istream* stream_;
    std::string name_;
};

// Reads lines ended by LF or CRLF; drops a UTF-8 byte order mark at the start of the input. It
// reads ahead: the stream is its own from then on.
class LineReader {
public:
    LineReader(std::istream& stream, std::string name) : stream_(stream), name_(std::move(name)) {}

    // False at the end. Throws Error(kBadData) with name:line for a line over kMaxLineBytes or
    // with a NUL byte, and Error(kIo) with the name when reading fails midway.
    bool next(std::string& line);
    std::size_t line_number() const { return line_number_; } // of the line just read, from 1
    const std::string& name() const { return name_; }
    // True when the next line is not at hand as a whole, so that next() would wait for a pipe (or
    // the end is near): a stream's answers are flushed then.
    bool would_wait();

private:
    bool has_line(); // moves scanned_ to the next line end, or to the end of buffer_
    bool fill();     // takes what the stream has, waiting for the first byte; false at the end
    [[noreturn]] void fail(const std::string& what) const;

    std::istream& stream_;
    std::string name_;
    std::size_t line_number_ = 0;
    std::string buffer_;      // read, and handed out before start_
    std::size_t start_ = 0;   // of the next line
    std::size_t scanned_ = 0; // no line end lies between start_ and here
};

} // namespace textrnn
