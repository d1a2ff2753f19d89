// Threads: a few workers that run numbered tasks. Tasks must write to places of their own; which
// worker runs which task changes from run to run and must not show in any result.
#pragma once

#include "core/tensor.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace textrnn {

class Threads {
public:
    // The calling thread is one of them; the others are started when there are tasks for them.
    explicit Threads(Index count) : count_(count) {}
    ~Threads();
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;

    Index count() const { return count_; }

    // Runs task(i, worker) for every i in [0, tasks), worker in [0, count()); returns when all are
    // done. The first exception of a task is thrown here.
    using Task = std::function<void(Index task, Index worker)>;
    void run(Index tasks, const Task& task);

private:
    void start(Index workers);
    void work(Index worker);
    void take_tasks(std::unique_lock<std::mutex>& lock, Index worker);

    Index count_;
    std::mutex mutex_;
    std::condition_variable wake_, done_;
    const Task* task_ = nullptr; // of the run under way
    std::exception_ptr failure_;
    // Changed under the mutex, but looked at without it, too.
    std::atomic<Index> tasks_ = 0, next_ = 0, unfinished_ = 0;
    std::atomic<bool> stop_ = false;
    std::vector<std::jthread> workers_;
};

// While it lives, this thread treats numbers below 2^-126 as zero: they cost a hundred times as
// much as others, and saturated gates make many. All tasks of Threads run under it.
class FlushDenormals {
public:
    FlushDenormals();
    ~FlushDenormals();
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

private:
    unsigned long before_; // the floating-point control register
};

} // namespace textrnn
