// Signals, fsync, locks, mapped files and terminals through POSIX calls.
#include "io/posix.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <csignal>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
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

// Repeats the call until no signal interrupts it (EINTR).
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

struct Descriptor {
    Descriptor(const std::string& path, int flags, mode_t mode = 0666)
        : number(uninterrupted([&] { return open(path.c_str(), flags | O_CLOEXEC, mode); })) {}
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
        if (written < 0) fail_system(ExitCode::kIo, name, "writing failed");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

// EINVAL: the file cannot be synced, e.g. a pipe, or a directory in some file systems.
void sync(const Descriptor& file, const std::string& name) {
    if (uninterrupted([&] { return fsync(file.number); }) != 0 && errno != EINVAL)
        fail_system(ExitCode::kIo, name, "cannot be synced to disk");
}

} // namespace

void fail_system(ExitCode code, const std::string& name, const char* what,
                 std::error_code reason) {
    throw Error(code, name + ": " + what + ": " + reason.message());
}

void catch_stop_signals() {
    struct sigaction action = {};
    action.sa_handler = note_stop_signal;
    action.sa_flags = SA_RESTART; // interrupted reads and writes continue
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM})
        if (std::signal(signal, SIG_IGN) != SIG_IGN) sigaction(signal, &action, nullptr);
}

void prepare_process() {
    // open() returns the lowest free descriptor. Reading from a write-only file, and writing to a
    // read-only file, fails as with a closed descriptor.
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(standard, F_GETFD) < 0)
            open("/dev/null", standard == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    std::signal(SIGXFSZ, SIG_IGN);
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
                   const std::string& name, std::optional<unsigned> new_mode) {
    const int flags = new_mode ? O_CREAT | O_EXCL | O_NOFOLLOW : O_TRUNC;
    Descriptor file(path, O_WRONLY | flags, new_mode.value_or(0));
    if (file.number < 0) fail_system(ExitCode::kNoCreate, name, "cannot be created");
    for (const std::string_view piece : pieces) write_all(file, piece, name);
    sync(file, name);
    // A network file system may report a full disk only here. EINTR has closed the file, too.
    if (close(std::exchange(file.number, -1)) != 0 && errno != EINTR)
        fail_system(ExitCode::kIo, name, "writing failed");
}

void sync_to_disk(const std::string& path) {
    const Descriptor file(path, O_RDONLY);
    if (file.number < 0) fail_system(ExitCode::kIo, path, "cannot be synced to disk");
    sync(file, path);
}

std::shared_ptr<void> lock_file(const std::string& path, Lock lock) {
    const auto file = std::make_shared<Descriptor>(path, O_RDWR | O_CREAT);
    if (file->number < 0) fail_system(ExitCode::kNoCreate, path, "cannot be created");
    const int operation = (lock == Lock::kShared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    if (uninterrupted([&] { return flock(file->number, operation); }) == 0) return file;
    if (errno != EWOULDBLOCK) fail_system(ExitCode::kIo, path, "cannot be locked");
    return nullptr;
}

FileBytes map_file(const std::string& path) {
    const Descriptor file(path, O_RDONLY); // closing it keeps the mapping
    struct stat status = {};
    const bool is_known = file.number >= 0 && fstat(file.number, &status) == 0;
    if (!is_known || !S_ISREG(status.st_mode) || status.st_size == 0) return {};
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const start = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number, 0);
    if (start == MAP_FAILED) return {};
    const auto unmap = [size](void* pages) { munmap(pages, size); };
    return {{static_cast<char*>(start), size}, std::shared_ptr<void>(start, unmap), true};
}

void drop_pages(std::span<const char> mapped) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t skipped = (page - std::bit_cast<std::size_t>(mapped.data()) % page) % page;
    if (mapped.size() < skipped + page) return;
    const std::size_t size = (mapped.size() - skipped) / page * page;
    madvise(const_cast<char*>(mapped.data()) + skipped, size, MADV_DONTNEED);
}

int terminal_width() {
    if (isatty(STDERR_FILENO) != 1) return 0;
    winsize size = {};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

} // namespace textrnn
