// Output of several commands: tables on stdout and a progress line on stderr.
#pragma once

#include "core/tensor.h"
#include "io/text.h"

#include <chrono>
#include <optional>

namespace textrnn {

void flush_stdout(); // throws Error(kIo) if writing fails

using TextTable = std::vector<std::vector<std::string>>;
// Prints a table to stdout; calls printable(). Pads columns to their widest entry; aligns the
// first column left, the others right. Precondition: one row or more, all of equal length.
void print_table(TextTable rows);

// The text with spaces after it up to `width` columns; if `right`, with spaces before it.
std::string padded(const std::string& text, Index width, bool right = false);

struct Word {
    std::string text;
    std::string colour = ""; // escape sequence
};
// The words, separated by spaces, in lines that begin with `indent` spaces and end in LF. Lines fit
// the columns of stdout's terminal (at least 40; 80 without a terminal), but a longer word has its
// own line. Colours only if stdout is a terminal, TERM is not "dumb" and NO_COLOR is unset.
std::string wrapped(const std::vector<Word>& words, Index indent);

// Draws a bar and a text on stderr, in place. Draws nothing if it is disabled, if stderr is not a
// terminal or if TERM is "dumb".
class ProgressLine {
public:
    explicit ProgressLine(bool enabled);
    ~ProgressLine() { clear(); }
    ProgressLine& operator=(ProgressLine&&) = delete; // also deletes the copy operations

    // `fraction` of the work is done, in [0, 1]. Redraws at most 5 times per second.
    void update(double fraction, const std::string& text);
    void clear(); // erases the line; call it before other output to the terminal

private:
    bool enabled_;
    std::optional<std::chrono::steady_clock::time_point> drawn_; // time; empty: there is no line
};

} // namespace textrnn
