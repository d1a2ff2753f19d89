// Files as the rest of the program sees them: whole texts, lines, and crash-safe replacement.
// "-" is standard input wherever a file is read.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace textrnn {

inline constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20;
inline constexpr const char* kMaxLineText = "16 MiB"; // for messages

// The file as messages name it: "stdin" for "-".
std::string input_name(const std::string& path);

// A file, a pipe or standard input. Throws Error(kNoInput) when it is missing, a directory or
// unreadable, with the system's reason and, for a near miss, the similar path that exists.
std::unique_ptr<std::istream> open_input(const std::string& path);

// The whole file. Throws as open_input does.
std::string read_file(const std::string& path);

// The same in memory that may be written to; a regular file is mapped and not read (MappedFile).
struct FileBytes {
    std::span<char> bytes;
    std::shared_ptr<void> owner; // of the bytes
    bool is_mapped = false;      // drop_pages (io/posix.h) may be called for parts of the bytes
};
FileBytes map_file(const std::string& path);

// What every text from outside passes through. Drops a byte order mark in line 1. Throws
// Error(kBadData) "name:line:column: ..." for a NUL byte, and for what is not UTF-8 unless that is
// to be replaced (by U+FFFD).
void check_text(std::string& text, const std::string& name, std::size_t first_line,
                bool replace_invalid);

// A whole file, checked. Throws as read_file and check_text do.
std::string read_text(const std::string& path, bool replace_invalid);

// Opens the file and gives each line to `use`. Throws as open_input and LineReader do.
void for_each_line(const std::string& path, bool replace_invalid,
                   const std::function<void(std::string& line, std::size_t number)>& use);

// Writes a temporary file beside `path`, syncs it and renames it over: after a crash there is the
// old content or the new one, never a mixture. Throws Error(kNoCreate) when the temporary file
// cannot be created and Error(kIo) when writing fails; the old file is then untouched and the
// temporary one removed. A symbolic link is followed; a device or pipe is written straight into.
void replace_file(const std::string& path, std::string_view content);
// As above; the content is the pieces one after the other.
void replace_file(const std::string& path, std::span<const std::string_view> pieces);

// Creates the directory and its parents. Throws Error(kNoCreate).
void make_directories(const std::string& path);

// Reads lines ended by LF or CRLF; drops a UTF-8 byte order mark at the start of the input. It
// reads ahead: the stream is its own from then on.
class LineReader {
public:
    LineReader(std::istream& stream, std::string name, bool replace_invalid = false)
        : stream_(stream), name_(std::move(name)), replace_invalid_(replace_invalid) {}

    // False at the end. Throws Error(kBadData) "name:line: ..." for a line over kMaxLineBytes or as
    // check_text does, and Error(kIo) with the name when reading fails midway.
    bool next(std::string& line);
    std::size_t line_number() const { return line_number_; } // of the line just read, from 1
    // True when the next line is not at hand as a whole, so that next() would wait for a pipe (or
    // the end is near): a stream's answers are flushed then.
    bool would_wait();

private:
    bool has_line(); // moves scanned_ to the next line end, or to the end of buffer_
    bool fill();     // takes what the stream has, waiting for the first byte; false at the end

    std::istream& stream_;
    std::string name_;
    bool replace_invalid_;
    std::size_t line_number_ = 0;
    std::string buffer_;      // read, and handed out before start_
    std::size_t start_ = 0;   // of the next line
    std::size_t scanned_ = 0; // no line end lies between start_ and here
};

} // namespace textrnn
