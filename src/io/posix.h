// The only door to POSIX: what the C++ standard library has no word for (signals, fsync, locks,
// mapped files, terminals).
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace textrnn {

// After this, SIGINT and SIGTERM no longer end the program; stop_signal() tells of them. A second
// one of either ends it at once.
void catch_stop_signals();
int stop_signal();   // SIGINT, SIGTERM, or 0 when none has come; safe to call at every step

// Makes the file's (or directory's) content survive a power cut. Throws Error(kIo) with the path.
void sync_to_disk(const std::string& path);

// An exclusive lock on a file, which is made if missing and stays. The system itself gives the lock
// up when the process ends, however it ends. Throws Error(kNoCreate) when the file cannot be made.
class FileLock {
public:
    explicit FileLock(const std::string& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    bool is_held() const { return is_held_; } // false: another process (or FileLock) has it

private:
    int descriptor_;
    bool is_held_;
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

bool is_terminal(int descriptor); // 0 stdin, 1 stdout, 2 stderr
int terminal_width();             // columns of stderr's terminal; 80 when unknown
int process_id();
double peak_memory();              // bytes that the process has had in memory at most

} // namespace textrnn
