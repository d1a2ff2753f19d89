// Prefetch: makes a sequence of things, such as the packed batches of an epoch, one ahead of their
// use: while a step computes with one, a thread of its own makes the next.
#pragma once

#include "core/error.h"
#include "core/tensor.h"

#include <array>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace textrnn {

template <class Item>
class Prefetch {
public:
    // make(i, item) for i = 0 ... count-1, in order; of two items one is made, the other in use.
    // Throws Error(kRuntime) when the system gives no thread.
    Prefetch(Index count, std::function<void(Index, Item&)> make) : make_(std::move(make)) {
        try {
            thread_ = std::jthread([this, count](std::stop_token stop) { make_all(count, stop); });
        } catch (const std::system_error& error) {
            throw Error(ExitCode::kRuntime,
                        "the thread that prepares batches cannot be started: " +
                            error.code().message());
        }
    }

    // The next item, which stays until the next call. Throws what making it threw.
    const Item& next() {
        std::unique_lock lock(mutex_);
        ++taken_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return made_ >= taken_ || failure_; });
        if (made_ < taken_) std::rethrow_exception(failure_);
        return items_[(taken_ - 1) % 2];
    }

private:
    void make_all(Index count, const std::stop_token& stop) {
        for (Index i = 0; i < count; ++i) {
            std::unique_lock lock(mutex_);
            // By then item i - 2, whose place this one takes, is in use no more.
            if (!changed_.wait(lock, stop, [&] { return taken_ >= i; })) return;
            lock.unlock();
            std::exception_ptr failure;
            try {
                make_(i, items_[i % 2]);
            } catch (...) {
                failure = std::current_exception();
            }
            lock.lock();
            failure_ = failure;
            if (!failure) ++made_;
            changed_.notify_all();
            if (failure) return;
        }
    }

    std::function<void(Index, Item&)> make_;
    std::array<Item, 2> items_;
    std::mutex mutex_; // guards what follows
    std::condition_variable_any changed_;
    Index taken_ = 0, made_ = 0;
    std::exception_ptr failure_;
    std::jthread thread_; // last, so that it ends before the rest does
};

} // namespace textrnn
