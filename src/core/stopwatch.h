// Stopwatch: measures seconds on a monotonic clock, from its construction or the last lap().
#pragma once

#include <chrono>

namespace textrnn {

class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
    double lap() { // returns seconds() and restarts
        const Clock::time_point before = start_;
        start_ = Clock::now();
        return std::chrono::duration<double>(start_ - before).count();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
};

} // namespace textrnn
