// The only door to POSIX: what the C++ standard library lacks (signals, fsync, locks, mapped files,
// terminals), or cannot do when memory is short (listing a directory).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace textrnn {

// From now on, SIGINT and SIGTERM set stop_signal() and do not end the program. A second signal of
// either kind ends it at once.
void catch_stop_signals();
int stop_signal(); // the signal that arrived, or 0; cheap enough for every training step

// Ignores SIGXFSZ: a write beyond the limit on file sizes then fails as on a full disk.
void ignore_size_limit_signal();

// From now on, glibc's malloc takes blocks of 1 MiB or more from mmap, so that freeing them returns
// their memory to the system. (By default, freeing a block raises that limit to the block's size.)
void give_back_freed_memory();

// Names in a directory but "." and "..", in byte order; empty if `error` is set. For lack of
// memory it throws std::bad_alloc, where std::filesystem::directory_iterator ends the program.
std::vector<std::string> names_in(const std::string& directory, std::error_code& error);

// Creates or empties the file, writes the pieces one after the other, and syncs the file to disk
// (fsync). Messages call the file `name`. Throws Error(kNoCreate) if the file cannot be opened and
// Error(kIo) if writing fails.
void write_to_disk(const std::string& path, std::span<const std::string_view> pieces,
                   const std::string& name);
// Syncs a file to disk, or the names in a directory. Throws Error(kIo).
void sync_to_disk(const std::string& path);

// Tries to lock a file exclusively, and creates it if it is missing. The system releases the lock
// when the process ends, however it ends; the file stays. Throws Error(kNoCreate) if the file
// cannot be created and Error(kIo) if the file system has no locks.
class FileLock {
public:
    explicit FileLock(const std::string& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    bool is_held() const { return is_held_; } // false: another process or FileLock has the lock

private:
    int descriptor_ = -1;
    bool is_held_ = false;
};

// A regular file mapped into memory. Pages load on first access and are shared with other processes
// until they are written to; writes affect only this process. The file may be renamed or removed
// meanwhile. It must not become shorter: access beyond its end ends the process (SIGBUS).
class MappedFile {
public:
    explicit MappedFile(const std::string& path); // bytes() is empty if the file cannot be mapped
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::span<char> bytes() const { return bytes_; }

private:
    std::span<char> bytes_;
};

// Removes the whole pages within `mapped` from this process's memory; the next access loads them
// from the file again. Precondition: `mapped` is a part of a MappedFile and was not written to.
void drop_pages(std::span<const char> mapped);

bool is_terminal(int descriptor); // 0 stdin, 1 stdout, 2 stderr
int terminal_width();             // columns of stderr's terminal; 80 if unknown
int process_id();
double peak_memory();             // largest resident memory of this process so far, in bytes

} // namespace textrnn
