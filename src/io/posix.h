// All POSIX calls of the program: what the C++ standard library lacks (signals, fsync, locks,
// mapped files, terminals, processors), or cannot do when memory is short (listing a directory).
#pragma once

#include "core/error.h"

#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>

namespace textrnn {

// Throws Error "name: what: reason"; by default, the reason is errno's.
[[noreturn]] void fail_system(ExitCode code, const std::string& name, const char* what,
                              std::error_code reason = {errno, std::generic_category()});

// From now on, SIGINT and SIGTERM set stop_signal() and do not end the program. A second signal of
// either kind ends it at once. A signal that is ignored when the program starts (SIGINT in a
// background job of a shell script) stays ignored.
void catch_stop_signals();
int stop_signal(); // the signal that arrived, or 0; cheap enough for every training step

// Opens /dev/null for each closed descriptor of 0 to 2, so that no file opened later gets its
// number. Sets descriptors 0 and 1 to blocking mode. Ignores SIGXFSZ: write() beyond the limit on
// file sizes then returns an error, as on a full disk. Sets the mmap threshold of glibc's malloc to
// 1 MiB: freeing a larger block returns its memory, and does not raise the threshold to its size.
void prepare_process();

// Names of a directory's entries without "." and "..", in byte order; empty if `error` is set.
// Without memory, throws std::bad_alloc; std::filesystem::directory_iterator would end the program.
std::vector<std::string> names_in(const std::string& directory, std::error_code& error);

// Writes the pieces one after the other, and syncs the file to disk (fsync). With `new_mode`, it
// creates the file with these permissions less the umask, and fails if the path exists, even as a
// link; without, it truncates an existing file, device or pipe (and waits for a pipe's reader).
// Messages call the file `name`. Throws Error(kNoCreate) if opening fails, Error(kIo) if writing.
void write_to_disk(const std::string& path, std::span<const std::string_view> pieces,
                   const std::string& name, std::optional<unsigned> new_mode);
// Syncs a file or a directory's list of entries to disk, if the file system can and the user may
// read it. Throws Error(kIo).
void sync_to_disk(const std::string& path);

enum class Lock { kTry, kShared };
// Locks a file, and creates it if it is missing; the file stays. kTry is exclusive; any number of
// processes can hold kShared. If a process holds a conflicting lock, kTry returns nullptr, kShared
// waits (signals do not end the wait). The lock lasts until the result or the process ends. Throws
// Error(kNoCreate) if the file cannot be opened for writing, Error(kIo) if it cannot be locked.
std::shared_ptr<void> lock_file(const std::string& path, Lock lock = Lock::kTry);
// False if the file that lock_file(path) locked was moved or removed; true if that is unknown.
bool is_locked_at(const std::string& path, const std::shared_ptr<void>& lock);

struct FileBytes {
    std::span<char> bytes;       // writing to them does not change the file
    std::shared_ptr<void> owner; // of the bytes
    bool is_mapped = false;      // drop_pages may be called for parts of the bytes
};
// Maps a regular file into memory; no bytes if that fails. Pages load on first access and are
// shared with other processes until they are written to. The file may be renamed or removed
// meanwhile. It must not become shorter: access beyond its end ends the process (SIGBUS).
FileBytes map_file(const std::string& path);

// Removes the whole pages within `mapped` from this process's memory; the next access loads them
// from the file again. Precondition: `mapped` is a part of a mapped file and was not written to.
void drop_pages(std::span<const char> mapped);

// Number of processors that the process may use, at least 1: the minimum of the number in its
// affinity mask and the CPU quotas, each rounded up, of its control group (cgroup v2) and of the
// parent groups. `root`: a prefix of the paths /proc/self/cgroup and /sys/fs/cgroup, for tests.
std::size_t usable_processors(const std::string& root = "");

// Columns of the stream's terminal; 80 if unknown, 0 if the stream is no terminal.
int terminal_width(std::FILE* stream = stderr);

} // namespace textrnn
