// Signals, fsync, locks, mapped files and the terminal, by way of POSIX.
#include "io/posix.h"

#include "core/error.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace textrnn {

namespace {

// A signal handler can reach nothing but a lock-free variable of static lifetime.
std::atomic<int> caught_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void note_stop_signal(int signal) {
    if (caught_signal.exchange(signal) == 0) return;
    std::signal(signal, SIG_DFL);
    std::raise(signal); // is blocked until this handler returns, and ends the program then
}

} // namespace

void catch_stop_signals() {
    struct sigaction action = {};
    action.sa_handler = note_stop_signal;
    action.sa_flags = SA_RESTART; // a read or write under way goes on
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGXFSZ, SIG_IGN); // so that a file size limit is an error of the write instead
}

int stop_signal() { return caught_signal.load(std::memory_order_relaxed); }

void sync_to_disk(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    int reason = descriptor < 0 ? errno : 0;
    // EINVAL: a file system that cannot sync this kind of file, e.g. a directory.
    if (descriptor >= 0 && fsync(descriptor) != 0 && errno != EINVAL) reason = errno;
    if (descriptor >= 0) close(descriptor);
    if (reason == 0) return;
    throw Error(ExitCode::kIo,
                path + ": cannot be synced to disk: " + std::generic_category().message(reason));
}

FileLock::FileLock(const std::string& path)
    : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)),
      is_held_(descriptor_ >= 0 && flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
    if (descriptor_ < 0)
        throw Error(ExitCode::kNoCreate,
                    path + ": cannot be created: " + std::generic_category().message(errno));
}

FileLock::~FileLock() { close(descriptor_); }

MappedFile::MappedFile(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat status = {};
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
        const auto size = static_cast<std::size_t>(status.st_size);
        void* const start =
            mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
        if (start != MAP_FAILED) bytes_ = {static_cast<char*>(start), size};
    }
    close(descriptor); // the mapping stays
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) munmap(bytes_.data(), bytes_.size());
}

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

int terminal_width() {
    winsize size = {};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

int process_id() { return getpid(); }

double peak_memory() {
#if defined(__APPLE__)
    constexpr double kUnit = 1;
#else
    constexpr double kUnit = 1024;
#endif
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return kUnit * static_cast<double>(usage.ru_maxrss);
}

} // namespace textrnn
