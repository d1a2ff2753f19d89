// What a person sees while work goes on: one progress line on stderr, redrawn calmly, and short
// texts for durations and counts.
#pragma once

#include <chrono>
#include <string>

namespace textrnn {

// Draws nothing when disabled or when stderr is no terminal. Colours only without NO_COLOR.
class ProgressLine {
public:
    explicit ProgressLine(bool enabled);
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    // fraction in [0, 1]; redraws at most a few times a second.
    void update(double fraction, const std::string& text);
    void clear(); // takes the line away, so that something else can be printed

private:
    bool enabled_;
    bool coloured_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point last_{};
};

std::string format_duration(double seconds); // "4.2 s", "3 min 05 s", "1 h 02 min"
std::string format_count(double count);      // "950", "12.3k", "1.4M"

} // namespace textrnn
