// Files: reading them whole or by lines, and replacing them so that a crash leaves the old or the
// new content. The path "-" means standard input wherever a file is read.
#pragma once

#include "io/posix.h"

#include <filesystem>
#include <istream>

namespace textrnn {

inline constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20;

// 64 bits from std::random_device for temporary file names and hash keys: no result uses them.
std::uint64_t unpredictable_bits();

// Status of the file, or of a link's target. Its type is not_found if the file is missing, and none
// if the system reports another error, e.g. for a link to itself.
inline std::filesystem::file_status status_of(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::status(path, ignored);
}

// Whether the path names a regular file: "-", standard input, does not.
inline bool names_file(const std::string& path) {
    return path != "-" && is_regular_file(status_of(path));
}

// Bytes of blank lines and of a byte order mark.
inline constexpr std::string_view kBlankBytes = "\xef\xbb\xbf \t\r\n";

// The file's name in messages: the path, or "stdin" for "-".
inline std::string input_name(const std::string& path) { return path == "-" ? "stdin" : path; }

// Opens a file, a pipe or /dev/null. Throws Error(kNoInput) if the path is missing (the message
// suggests a similar name that exists), is a directory or a device other than /dev/null (/dev/zero
// never ends), or cannot be opened (with the system's reason).
std::unique_ptr<std::istream> open_input(const std::string& path);

// Reads chunks of 64 KiB until the file ends or the content is longer than `most` bytes.
// Throws as open_input does, and Error(kNoInput) if reading fails.
std::string read_file(const std::string& path, std::size_t most = ~std::size_t{0});

// Maps the whole file if map_file can; otherwise reads it as read_file does.
FileBytes read_bytes(const std::string& path);

// Checks that a text from outside the program is UTF-8 without NUL bytes. Returns true if the text
// has characters beyond ASCII. Removes a byte order mark at the text's start (concatenated files
// have one in a later line). first_line: the number of the text's first line. For an invalid text:
//   - if first_line is 1, calls refuse_foreign_kind(), which may throw;
//   - then, if replace_invalid, replaces each malformed sequence and NUL byte by U+FFFD;
//   - if not, throws Error(kBadData) "name:line:column: ..." for the first NUL, else for the first
//     malformed sequence. The latter message says how to convert the file, unless UTF-8 was found:
//     non-ASCII in earlier lines (follows_utf8), or half or more of the first 16 non-ASCII
//     characters of `text` and then of `rest` (the bytes after it).
bool check_text(std::string& text, const std::string& name, std::size_t first_line,
                bool replace_invalid, bool follows_utf8 = false, std::string_view rest = "");

// Writes the pieces to a temporary file beside `path`, syncs it to disk and renames it to `path`:
// after a crash, the file has either the old or the new content, with the old permissions. Throws
// Error(kNoCreate) if no file can be created at `path`, and Error(kIo) if writing fails: the old
// file is then unchanged and the temporary file removed (but if only syncing the directory fails,
// the new file is in place). Follows a link. Writes directly into a device or pipe (and may wait).
void replace_file(const std::string& path, std::span<const std::string_view> pieces);
inline void replace_file(const std::string& path, std::string_view content) {
    replace_file(path, std::span(&content, 1));
}

// Removes the temporary files that replace_file() left for `files` (names in `directory`) when its
// process was killed. Precondition: the caller's lock keeps other processes from writing `files`.
void remove_partial_files(const std::string& directory, const std::vector<std::string>& files);

// Creates the directory and its parents. Throws Error(kNoCreate).
void make_directories(const std::string& path);

// Reads lines that end in LF, or in CRs and LF; removes these. Lines end in CR instead (a) if the
// first 16 MiB of a file, or a whole pipe of at most 16 MiB, have a CR but no LF, or (b) if a file
// has a CR within its text and its only LF is the last byte. Removes byte order marks at line
// starts and a final Ctrl-Z.
class LineReader {
public:
    // `size`: of the regular file `name` when it was opened, in bytes; 0: unknown.
    LineReader(std::unique_ptr<std::istream> stream, std::string name, bool replace_invalid = false,
               std::uintmax_t size = 0)
        : stream_(std::move(stream)), name_(std::move(name)), replace_invalid_(replace_invalid),
          size_(size) {}

    // All members that read throw Error(kIo) if reading fails, or if the stream ends before `size`
    // bytes and the file is shorter now: it was cut while it was read.

    // Returns the next `bytes` unread bytes or more, or all that are left; the next call of a
    // member that is not const invalidates the view.
    std::string_view head(std::size_t bytes = std::size_t{64} << 10);
    // As head(), but waits only until the unread bytes have an LF behind text that is not blank.
    std::string_view head_with_line();
    // Drops the first `bytes` of head() (binary files). Precondition: head() is that long.
    void skip(std::size_t bytes) { scanned_ = start_ += bytes; }
    // Reads the next line, without its end; false at the end of the stream. Throws Error(kBadData)
    // "name:line: ..." for a line over kMaxLineBytes, and throws as check_text does. After these
    // errors, `line` has the line (of a long one, its start); the next call reads the next line.
    bool next(std::string& line);
    std::size_t line_number() const { return line_number_; } // of the last line read, from 1
    // True if next() might block, and at the end of the stream. The caller should then write its
    // pending results before it calls next().
    bool would_wait();

private:
    // If is_skipping_, skips the rest of the overlong line. Then moves scanned_ to the next line
    // end in buffer_ and returns true, or to the end of buffer_ and returns false.
    bool has_line();
    bool fill(); // waits for at least one byte, appends what is available; false at the end

    std::unique_ptr<std::istream> stream_;
    std::string name_;
    bool replace_invalid_;
    std::uintmax_t size_, read_ = 0; // bytes
    std::size_t line_number_ = 0;
    std::string buffer_;
    std::size_t start_ = 0;   // offset of the next line in buffer_
    std::size_t scanned_ = 0; // there is no line end between start_ and scanned_
    char line_end_ = '\n';
    bool has_utf8_ = false;    // an accepted line had characters beyond ASCII
    bool is_skipping_ = false; // the last line was over kMaxLineBytes and has not ended yet
};

// Opens a file or a pipe for reading by lines. Throws as open_input does, and for a file as
// LineReader::head and refuse_foreign_kind do; does not wait for a pipe's first bytes.
LineReader open_lines(const std::string& path, bool replace_invalid);

} // namespace textrnn
