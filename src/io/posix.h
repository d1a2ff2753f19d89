// The only door to POSIX: what the C++ standard library has no word for (signals, fsync, locks,
// terminals).
#pragma once

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

bool is_terminal(int descriptor); // 0 stdin, 1 stdout, 2 stderr
int terminal_width();             // columns of stderr's terminal; 80 when unknown
int process_id();
double peak_memory();              // bytes that the process has had in memory at most

} // namespace textrnn
