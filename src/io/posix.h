// The only door to POSIX: what the C++ standard library has no word for (signals, fsync, locks,
// mapped files, terminals, what malloc keeps), or no word that bears a lack of memory.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace textrnn {

// After this, SIGINT and SIGTERM no longer end the program; stop_signal() tells of them. A second
// one of either ends it at once.
void catch_stop_signals();
int stop_signal();   // SIGINT, SIGTERM, or 0 when none has come; safe to call at every step

// A file size limit is an error of the write from then on, as a full disk is, and no signal.
void ignore_size_limit_signal();

// Large memory goes back to the system when it is freed. (glibc's malloc otherwise learns to keep
// as much as was ever freed, and what a growing arena has outgrown stays unused.)
void give_back_freed_memory();

// The names in a directory, in order of bytes; none when there is an error. The standard library's
// directory_iterator ends the program when memory is short.
std::vector<std::string> names_in(const std::string& directory, std::error_code& error);

// Creates or empties the file, writes the pieces one after the other, and syncs the file to disk
// (fsync). Messages call the file `name`. Throws Error(kNoCreate) if the file cannot be opened and
// Error(kIo) if writing fails.
void write_to_disk(const std::string& path, std::span<const std::string_view> pieces,
                   const std::string& name);
// Makes a directory's entries survive a power cut. Throws Error(kIo).
void sync_to_disk(const std::string& path);

// An exclusive lock on a file, which is made if missing and stays. The system itself gives the lock
// up when the process ends, however it ends. Throws Error(kNoCreate) when the file cannot be made
// and Error(kIo) when the file system knows no locks.
class FileLock {
public:
    explicit FileLock(const std::string& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    bool is_held() const { return is_held_; } // false: another process (or FileLock) has it

private:
    int descriptor_ = -1;
    bool is_held_ = false;
};

// A file's bytes in memory, mapped rather than read: a page comes in when it is touched, and is
// shared with all who map the file, until it is written to: the change is this process's alone. The
// file may be replaced by another meanwhile (as replace_file does), but not be cut short in place:
// touching what is gone ends the process with SIGBUS.
class MappedFile {
public:
    explicit MappedFile(const std::string& path); // bytes() is empty when it cannot be mapped
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::span<char> bytes() const { return bytes_; }

private:
    std::span<char> bytes_;
};

// Removes the whole pages within `mapped`, a part of a MappedFile that nobody has written to, from
// this process's memory; the next access loads them from the file again.
void drop_pages(std::span<const char> mapped);

bool is_terminal(int descriptor); // 0 stdin, 1 stdout, 2 stderr
int terminal_width();             // columns of stderr's terminal; 80 when unknown
int process_id();
double peak_memory();              // bytes that the process has had in memory at most

} // namespace textrnn
