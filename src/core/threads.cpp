// The thread pool: a mutex guards the counter of tasks. A task is long (a pass over a shard, an
// update of 65536 weights), so threads seldom wait for the mutex.
#include "core/threads.h"

#include "core/error.h"
#include "core/stopwatch.h"

#include <system_error>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace textrnn {

namespace {

// The floating-point control register, and its bits for flushing denormals to zero.
#if defined(__SSE__)
constexpr unsigned long kFlush = 0x8040; // MXCSR: FTZ and DAZ
unsigned long read_control() { return _mm_getcsr(); }
void write_control(unsigned long control) { _mm_setcsr(static_cast<unsigned>(control)); }
#elif defined(__aarch64__)
constexpr unsigned long kFlush = 1ul << 24; // FPCR: FZ
unsigned long read_control() {
    unsigned long control;
    asm volatile("mrs %0, fpcr" : "=r"(control));
    return control;
}
void write_control(unsigned long control) { asm volatile("msr fpcr, %0" : : "r"(control)); }
#else
constexpr unsigned long kFlush = 0;
unsigned long read_control() { return 0; }
void write_control(unsigned long) {}
#endif

// During its lifetime, the current thread treats denormal numbers (below 2^-126) as zero: they are
// about a hundred times slower, and saturated gates produce many.
class FlushDenormals {
public:
    FlushDenormals() { write_control(before_ | kFlush); }
    ~FlushDenormals() { write_control(before_); }
    FlushDenormals& operator=(FlushDenormals&&) = delete; // also deletes the copy operations

private:
    const unsigned long before_ = read_control(); // value of the floating-point control register
};

// Unlocks, polls ready() for up to 200 us, and locks again. The caller then sleeps if ready() is
// still false: waking up costs about 40 us, a tenth of a small model's step. yield() lets other
// threads run meanwhile.
template <class Condition>
void spin_until(const Condition& ready, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    const Stopwatch watch;
    while (!ready() && watch.seconds() < 200e-6) std::this_thread::yield();
    lock.lock();
}

} // namespace

void Threads::run(Index tasks, const Task& task) {
    try {
        while (workers_.size() + 1 < std::min(count_, tasks))
            workers_.emplace_back(std::bind_front(&Threads::work, this), workers_.size() + 1);
    } catch (const std::system_error& error) {
        throw Error(ExitCode::kRuntime, "thread " + std::to_string(workers_.size() + 2) +
                                            " cannot be started: " + error.code().message() +
                                            "; try fewer --threads");
    }
    const FlushDenormals flushed;
    std::unique_lock lock(mutex_);
    task_ = &task;
    next_ = 0;
    tasks_ = unfinished_ = tasks;
    failure_ = nullptr;
    if (tasks > 1) wake_.notify_all();
    take_tasks(lock, 0);
    const auto finished = [this] { return unfinished_ == 0; };
    spin_until(finished, lock);
    done_.wait(lock, finished);
    if (failure_) std::rethrow_exception(failure_);
}

void Threads::work(const std::stop_token& stop, Index worker) {
    const FlushDenormals flushed;
    const auto ready = [&] { return stop.stop_requested() || next_ < tasks_; };
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        spin_until(ready, lock);
        wake_.wait(lock, stop, ready);
        take_tasks(lock, worker);
    }
}

void Threads::take_tasks(std::unique_lock<std::mutex>& lock, Index worker) {
    while (next_ < tasks_) {
        const Index mine = next_++;
        const Task& task = *task_;
        lock.unlock();
        std::exception_ptr failure;
        try {
            task(mine, worker);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (failure && !failure_) failure_ = failure;
        if (--unfinished_ == 0) done_.notify_all();
    }
}

} // namespace textrnn
