// Signals, fsync, locks, mapped files and terminals through POSIX calls.
#include "io/posix.h"

#include "core/error.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <csignal>
#include <memory>
#include <system_error>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace textrnn {

namespace {

// The only global: a signal handler may access nothing but lock-free atomics.
std::atomic<int> caught_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void note_stop_signal(int signal) {
    if (caught_signal.exchange(signal) == 0) return;
    std::signal(signal, SIG_DFL);
    std::raise(signal); // blocked until this handler returns; then it ends the program
}

// Throws Error "name: what: reason", with the reason from errno.
[[noreturn]] void fail(ExitCode code, const std::string& name, const char* what) {
    const int reason = errno;
    throw Error(code, name + ": " + what + ": " + std::generic_category().message(reason));
}

// Repeats the call until no signal interrupts it (EINTR).
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

struct Descriptor {
    Descriptor(const std::string& path, int flags)
        : number(uninterrupted([&] { return open(path.c_str(), flags | O_CLOEXEC, 0666); })) {}
    ~Descriptor() {
        if (number >= 0) close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number; // negative if opening failed
};

// A single write() may accept only a part of the bytes.
void write_all(const Descriptor& file, std::string_view bytes, const std::string& name) {
    while (!bytes.empty()) {
        const ssize_t written =
            uninterrupted([&] { return write(file.number, bytes.data(), bytes.size()); });
        if (written < 0) fail(ExitCode::kIo, name, "writing failed");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

// EINVAL: the file cannot be synced, e.g. a pipe, or a directory in some file systems.
void sync(const Descriptor& file, const std::string& name) {
    if (uninterrupted([&] { return fsync(file.number); }) != 0 && errno != EINVAL)
        fail(ExitCode::kIo, name, "cannot be synced to disk");
}

} // namespace

void catch_stop_signals() {
    struct sigaction action = {};
    action.sa_handler = note_stop_signal;
    action.sa_flags = SA_RESTART; // interrupted reads and writes continue
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

void ignore_size_limit_signal() { std::signal(SIGXFSZ, SIG_IGN); }

void give_back_freed_memory() {
#ifdef __GLIBC__
    constexpr int kLarge = 1 << 20; // bytes
    mallopt(M_MMAP_THRESHOLD, kLarge);
#endif
}

int stop_signal() { return caught_signal.load(std::memory_order_relaxed); }

std::vector<std::string> names_in(const std::string& directory, std::error_code& error) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(directory.c_str()), closedir);
    std::vector<std::string> names;
    errno = entries ? 0 : errno;
    while (const dirent* entry = entries ? readdir(entries.get()) : nullptr) {
        const std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(name);
        errno = 0;
    }
    error.assign(errno, std::generic_category());
    std::sort(names.begin(), names.end());
    return error ? std::vector<std::string>{} : names;
}

void write_to_disk(const std::string& path, std::span<const std::string_view> pieces,
                   const std::string& name) {
    Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.number < 0) fail(ExitCode::kNoCreate, name, "cannot be created");
    for (const std::string_view piece : pieces) write_all(file, piece, name);
    sync(file, name);
    // A network file system may report a full disk only here. EINTR has closed the file, too.
    if (close(std::exchange(file.number, -1)) != 0 && errno != EINTR)
        fail(ExitCode::kIo, name, "writing failed");
}

void sync_to_disk(const std::string& path) {
    const Descriptor file(path, O_RDONLY);
    if (file.number < 0) fail(ExitCode::kIo, path, "cannot be synced to disk");
    sync(file, path);
}

FileLock::FileLock(const std::string& path) {
    Descriptor file(path, O_RDWR | O_CREAT);
    if (file.number < 0) fail(ExitCode::kNoCreate, path, "cannot be created");
    is_held_ = uninterrupted([&] { return flock(file.number, LOCK_EX | LOCK_NB); }) == 0;
    if (!is_held_ && errno != EWOULDBLOCK) fail(ExitCode::kIo, path, "cannot be locked");
    descriptor_ = std::exchange(file.number, -1);
}

FileLock::~FileLock() { close(descriptor_); }

MappedFile::MappedFile(const std::string& path) {
    const Descriptor file(path, O_RDONLY); // closing it keeps the mapping
    struct stat status = {};
    const bool is_known = file.number >= 0 && fstat(file.number, &status) == 0;
    if (is_known && S_ISREG(status.st_mode) && status.st_size > 0) {
        const auto size = static_cast<std::size_t>(status.st_size);
        void* const start =
            mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number, 0);
        if (start != MAP_FAILED) bytes_ = {static_cast<char*>(start), size};
    }
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) munmap(bytes_.data(), bytes_.size());
}

void drop_pages(std::span<const char> mapped) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t skipped = (page - std::bit_cast<std::size_t>(mapped.data()) % page) % page;
    if (mapped.size() < skipped + page) return;
    const std::size_t size = (mapped.size() - skipped) / page * page;
    madvise(const_cast<char*>(mapped.data()) + skipped, size, MADV_DONTNEED);
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
