// Threads: a thread pool for numbered tasks. Tasks of different workers must not write to the same
// memory, except to atomics. Results must not depend on the worker that runs a task.
#pragma once

#include "core/tensor.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace textrnn {

class Threads {
public:
    // `count` includes the thread that calls run(). run() starts the others when it first has tasks
    // for them, and throws Error(kRuntime) if the system cannot start a thread.
    explicit Threads(Index count) : count_(count) {}
    ~Threads() { // stops all workers before the first is joined: they end at the same time
        for (std::jthread& worker : workers_) worker.request_stop();
    }

    Index count() const { return count_; }

    // Calls task(i, worker) once for every i in [0, tasks), with worker in [0, count()), and
    // returns when all calls have returned. If tasks throw, the other tasks still run; then it
    // rethrows the exception that was caught first. During tasks, denormal numbers count as zero
    // (x86, AArch64). Precondition: no other run() is active (a task must not call it).
    using Task = std::function<void(Index task, Index worker)>;
    void run(Index tasks, const Task& task);

private:
    void work(const std::stop_token& stop, Index worker);
    void take_tasks(std::unique_lock<std::mutex>& lock, Index worker);

    Index count_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::condition_variable done_;
    const Task* task_ = nullptr; // of the current run(); not reset after it
    std::exception_ptr failure_;
    // Written with the mutex held; spin_until() in threads.cpp also reads them without it.
    std::atomic<Index> tasks_ = 0, next_ = 0, unfinished_ = 0;
    std::vector<std::jthread> workers_; // the last member: joined before the others are destroyed
};

} // namespace textrnn
