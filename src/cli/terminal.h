// Output of several commands: tables on stdout and a progress line on stderr.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace textrnn {

// Prints a table of printable() texts to stdout. Pads columns to their widest entry; aligns the
// first column left, the others right. There is at least one row, and all rows have equal lengths.
void print_table(std::vector<std::vector<std::string>> rows);

// Draws a bar and a text on stderr, in place. Draws nothing if it is disabled, if stderr is not a
// terminal or if TERM is "dumb".
class ProgressLine {
public:
    explicit ProgressLine(bool enabled);
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    // `fraction` of the work is done, in [0, 1]. Redraws at most 5 times per second.
    void update(double fraction, const std::string& text);
    void clear(); // erases the line; call it before other output to the terminal

private:
    bool enabled_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point last_{};
};

} // namespace textrnn
