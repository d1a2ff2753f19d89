// Signals, fsync, locks, mapped files and terminals through POSIX calls.
#include "io/posix.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <csignal>
#include <fstream>
#include <thread>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
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
    Descriptor& operator=(Descriptor&&) = delete; // also deletes the copy operations
    int number; // negative if opening failed
};

// EINVAL: the file cannot be synced, e.g. a pipe, or a directory in some file systems.
void sync(const Descriptor& file, const std::string& name) {
    if (uninterrupted([&] { return fsync(file.number); }) != 0 && errno != EINVAL)
        fail_system(ExitCode::kIo, name, "cannot be synced to disk");
}

} // namespace

void fail_system(ExitCode code, const std::string& name, const char* what, std::error_code reason) {
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
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO}) // a parent may set O_NONBLOCK
        if (const int flags = fcntl(standard, F_GETFL); flags >= 0 && (flags & O_NONBLOCK))
            fcntl(standard, F_SETFL, flags & ~O_NONBLOCK);
    std::signal(SIGXFSZ, SIG_IGN);
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 20); // bytes
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
    for (std::string_view piece : pieces)
        while (!piece.empty()) { // write() may accept only a part of the bytes
            const ssize_t written =
                uninterrupted([&] { return write(file.number, piece.data(), piece.size()); });
            if (written < 0) fail_system(ExitCode::kIo, name, "writing failed");
            piece.remove_prefix(static_cast<std::size_t>(written));
        }
    sync(file, name);
    // A network file system may report a full disk only here. EINTR has closed the file, too.
    if (close(std::exchange(file.number, -1)) != 0 && errno != EINTR)
        fail_system(ExitCode::kIo, name, "writing failed");
}

void sync_to_disk(const std::string& path) {
    const Descriptor file(path, O_RDONLY);
    if (file.number < 0 && errno == EACCES) return; // e.g. a directory that may only be written
    if (file.number < 0) fail_system(ExitCode::kIo, path, "cannot be synced to disk");
    sync(file, path);
}

std::shared_ptr<void> lock_file(const std::string& path, Lock lock) {
    const auto file = std::make_shared<Descriptor>(path, O_RDWR | O_CREAT | O_NOFOLLOW);
    if (file->number < 0) fail_system(ExitCode::kNoCreate, path, "cannot be created");
    const int operation = lock == Lock::kTry ? LOCK_EX | LOCK_NB : LOCK_SH;
    if (uninterrupted([&] { return flock(file->number, operation); }) == 0) return file;
    if (errno != EWOULDBLOCK) fail_system(ExitCode::kIo, path, "cannot be locked");
    return nullptr;
}

bool is_locked_at(const std::string& path, const std::shared_ptr<void>& lock) {
    struct stat locked, found;
    if (stat(path.c_str(), &found) != 0) return errno != ENOENT;
    return fstat(static_cast<const Descriptor*>(lock.get())->number, &locked) != 0 ||
           (found.st_dev == locked.st_dev && found.st_ino == locked.st_ino);
}

FileBytes map_file(const std::string& path) {
    const Descriptor file(path, O_RDONLY); // closing it keeps the mapping
    struct stat status = {};
    if (fstat(file.number, &status) != 0) return {};
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const start = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number, 0);
    if (start == MAP_FAILED) return {}; // also for empty files, directories and devices
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

std::size_t usable_processors(const std::string& root) {
    std::size_t usable = std::max(1u, std::thread::hardware_concurrency());
#ifdef __linux__
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        usable = static_cast<std::size_t>(CPU_COUNT(&allowed));
#endif
    std::ifstream groups(root + "/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        std::size_t end = line.starts_with("0::/") ? line.size() : std::string::npos;
        for (; end != std::string::npos; end = line.rfind('/', end - 1)) { // the group, its parents
            std::ifstream file(root + "/sys/fs/cgroup" + line.substr(3, end - 3) + "/cpu.max");
            std::size_t quota = 0, period = 0; // microseconds; the quota "max" does not parse
            if (file >> quota >> period && period > 0)
                usable = std::min(usable, std::max<std::size_t>(1, (quota + period - 1) / period));
        }
    }
    return usable;
}

int terminal_width(std::FILE* stream) {
    if (isatty(fileno(stream)) != 1) return 0;
    winsize size = {};
    const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

} // namespace textrnn
