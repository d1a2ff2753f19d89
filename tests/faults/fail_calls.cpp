// A library to preload: makes a call of the C library fail, or raises a signal there. The variable
// FAULT is "CALL NUMBER ACTION ERRNO". The action is once, on (this call and all later calls),
// short (half of a write or read), signal (ERRNO is the signal), or trace (logs calls, fails none).
// The first hit writes a byte to the descriptor FAULT_FD; trace writes its log there.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

char call[32], action[32];
long number = 0;
int reason = 0, report = -1;
std::atomic<long> calls{0};
std::atomic<bool> in_main{false}; // earlier calls belong to the dynamic loader

// True if this call of `name` must fail.
bool is_hit(const char* name) {
    if (!in_main.load(std::memory_order_relaxed) || std::strcmp(name, call) != 0) return false;
    const long now = ++calls;
    if (now != number && (std::strcmp(action, "on") != 0 || now < number)) return false;
    if (now == number) syscall(SYS_write, report, "!", 1);
    if (std::strcmp(action, "signal") == 0) std::raise(reason);
    return std::strcmp(action, "signal") != 0;
}

bool fails(const char* name) {
    const int before = errno;
    const bool hit = is_hit(name);
    errno = hit ? reason : before;
    return hit;
}

// How many of `size` bytes this call transfers; -1 if it fails.
ssize_t granted(const char* name, std::size_t size) {
    if (!fails(name)) return static_cast<ssize_t>(size);
    return std::strcmp(action, "short") == 0 ? static_cast<ssize_t>((size + 1) / 2) : -1;
}

void trace(const char* name, int fd, const char* path = "", const char* to = "") {
    if (std::strcmp(action, "trace") == 0) dprintf(report, "%s %d %s %s\n", name, fd, path, to);
}

template <class Function>
Function* real(const char* name) {
    void* const found = dlsym(RTLD_NEXT, name);
    Function* function;
    std::memcpy(&function, &found, sizeof function);
    return function;
}

int (*program_main)(int, char**, char**);

int counted_main(int argc, char** argv, char** environment) {
    const char* fault = std::getenv("FAULT");
    const char* descriptor = std::getenv("FAULT_FD");
    if (fault) std::sscanf(fault, "%31s %ld %31s %d", call, &number, action, &reason);
    if (descriptor) report = std::atoi(descriptor);
    in_main = true;
    return program_main(argc, argv, environment);
}

} // namespace

extern "C" {

int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv, void (*init)(),
                      void (*fini)(), void (*rtld_fini)(), void* stack_end) {
    program_main = main;
    return real<decltype(__libc_start_main)>("__libc_start_main")(
        counted_main, argc, argv, init, fini, rtld_fini, stack_end);
}

void* malloc(std::size_t size) { return fails("memory") ? nullptr : __libc_malloc(size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return fails("memory") ? nullptr : __libc_memalign(alignment, size);
}

// The error message must appear: stderr never fails.
ssize_t write(int fd, const void* bytes, std::size_t size) {
    const ssize_t count = fd == 2 ? static_cast<ssize_t>(size) : granted("write", size);
    trace("write", fd);
    return count < 0 ? -1 : syscall(SYS_write, fd, bytes, count);
}
ssize_t writev(int fd, const iovec* parts, int count) {
    const bool hit = fails("write");
    if (hit && std::strcmp(action, "short") != 0) return -1;
    return syscall(SYS_writev, fd, parts, hit ? 1 : count);
}
ssize_t read(int fd, void* bytes, std::size_t size) {
    const ssize_t count = granted("read", size);
    return count < 0 ? -1 : syscall(SYS_read, fd, bytes, count);
}
int open(const char* path, int flags, ...) {
    const int fd = fails("open") ? -1 : static_cast<int>(syscall(SYS_open, path, flags, 0666));
    trace("open", fd, path);
    return fd;
}
FILE* fopen64(const char* path, const char* mode) {
    return fails("open") ? nullptr : real<decltype(fopen64)>("fopen64")(path, mode);
}
FILE* fopen(const char* path, const char* mode) { return fopen64(path, mode); }
// A failed close has closed the descriptor.
int close(int fd) {
    const bool failed = fails("close");
    const int result = static_cast<int>(syscall(SYS_close, fd));
    if (failed) errno = reason;
    return failed ? -1 : result;
}
int fsync(int fd) {
    trace("fsync", fd);
    return fails("fsync") ? -1 : static_cast<int>(syscall(SYS_fsync, fd));
}
int flock(int fd, int operation) {
    return fails("flock") ? -1 : static_cast<int>(syscall(SYS_flock, fd, operation));
}
int rename(const char* from, const char* to) noexcept {
    trace("rename", -1, from, to);
    return fails("rename") ? -1 : static_cast<int>(syscall(SYS_rename, from, to));
}
int mkdir(const char* path, mode_t mode) noexcept {
    return fails("mkdir") ? -1 : static_cast<int>(syscall(SYS_mkdir, path, mode));
}
int fchmodat(int directory, const char* path, mode_t mode, int flags) noexcept {
    return fails("chmod") ? -1 : real<decltype(fchmodat)>("fchmodat")(directory, path, mode, flags);
}
int stat(const char* path, struct stat* found) noexcept {
    return fails("stat") ? -1 : real<decltype(stat)>("stat")(path, found);
}
int lstat(const char* path, struct stat* found) noexcept {
    return fails("stat") ? -1 : real<decltype(lstat)>("lstat")(path, found);
}
int fstat(int fd, struct stat* found) noexcept {
    return fails("stat") ? -1 : real<decltype(fstat)>("fstat")(fd, found);
}
void* mmap(void* start, std::size_t size, int rights, int flags, int fd, off_t offset) noexcept {
    return fails("mmap") ? MAP_FAILED
                         : real<decltype(mmap)>("mmap")(start, size, rights, flags, fd, offset);
}
DIR* opendir(const char* path) {
    return fails("opendir") ? nullptr : real<decltype(opendir)>("opendir")(path);
}
DIR* fdopendir(int fd) {
    return fails("opendir") ? nullptr : real<decltype(fdopendir)>("fdopendir")(fd);
}
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
    return fails("thread") ? reason
                           : real<decltype(pthread_create)>("pthread_create")(
                                 thread, attributes, start, argument);
}
// Every training step calls it: a place for signals.
int clock_gettime(clockid_t clock, timespec* now) noexcept {
    fails("clock");
    return real<decltype(clock_gettime)>("clock_gettime")(clock, now);
}

} // extern "C"
