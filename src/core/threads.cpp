// One mutex guards the counter of tasks: a task is a shard's whole forward and backward pass, so
// taking one is rare beside doing it.
#include "core/threads.h"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace textrnn {

void flush_denormals() {
#if defined(__SSE__)
    _mm_setcsr(_mm_getcsr() | 0x8040); // flush to zero, denormals are zero
#elif defined(__aarch64__)
    unsigned long control;
    asm volatile("mrs %0, fpcr" : "=r"(control));
    asm volatile("msr fpcr, %0" : : "r"(control | (1ul << 24)));
#endif
}

Threads::Threads(Index count) {
    flush_denormals();
    for (Index worker = 1; worker < count; ++worker)
        workers_.emplace_back([this, worker] { work(worker); });
}

Threads::~Threads() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
}

void Threads::run(Index tasks, const Task& task) {
    std::unique_lock lock(mutex_);
    task_ = &task;
    tasks_ = unfinished_ = tasks;
    next_ = 0;
    failure_ = nullptr;
    if (tasks > 1) wake_.notify_all();
    take_tasks(lock, 0);
    done_.wait(lock, [this] { return unfinished_ == 0; });
    task_ = nullptr;
    if (failure_) std::rethrow_exception(failure_);
}

void Threads::work(Index worker) {
    flush_denormals();
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stop_ || (task_ && next_ < tasks_); });
        if (stop_) return;
        take_tasks(lock, worker);
    }
}

void Threads::take_tasks(std::unique_lock<std::mutex>& lock, Index worker) {
    while (task_ && next_ < tasks_) {
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
