// Column widths of tables count bytes: labels with non-ASCII letters get too little padding. The
// progress line is cut to the width of the terminal.
#include "cli/terminal.h"

#include "io/posix.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

namespace textrnn {

namespace {

constexpr std::chrono::milliseconds kRedraw{200};
constexpr std::size_t kBarWidth = 20;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// Of valid UTF-8: every byte but continuation bytes.
Index code_points(const std::string& text) {
    return static_cast<Index>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) >> 6) != 2;
    }));
}

} // namespace

void print_table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t j = 0; j < row.size(); ++j) widths[j] = std::max(widths[j], row[j].size());
    for (const auto& row : rows) {
        for (std::size_t j = 0; j < row.size(); ++j) {
            const std::string gap(widths[j] - row[j].size(), ' ');
            std::cout << (j == 0 ? row[j] + gap : "  " + gap + row[j]);
        }
        std::cout << "\n";
    }
}

Index output_width() {
    const int width = terminal_width(stdout);
    return width == 0 ? 80 : static_cast<Index>(std::max(40, width));
}

std::string padded(const std::string& text, Index width, bool right) {
    const std::string gap(width - std::min(width, code_points(text)), ' ');
    return right ? gap + text : text + gap;
}

std::string wrapped(const std::vector<Word>& words, Index indent) {
    const bool coloured = terminal_width(stdout) > 0 && environment("TERM") != "dumb" &&
                          environment("NO_COLOR").empty();
    const Index width = output_width();
    std::string text(indent, ' ');
    Index column = indent;
    for (const Word& word : words) {
        const Index length = code_points(word.text);
        if (column > indent && column + 1 + length > width) {
            text += "\n" + std::string(indent, ' ');
            column = indent;
        }
        const bool shaded = coloured && !word.colour.empty();
        text += (column > indent ? " " : "") + (shaded ? word.colour + word.text + "\x1b[0m"
                                                       : word.text);
        column += length + (column > indent ? 1 : 0);
    }
    return text + "\n";
}

ProgressLine::ProgressLine(bool enabled)
    : enabled_(enabled && terminal_width() > 0 && environment("TERM") != "dumb"),
      coloured_(environment("NO_COLOR").empty()) {}

void ProgressLine::update(double fraction, const std::string& text) {
    const auto now = std::chrono::steady_clock::now();
    if (!enabled_ || (drawn_ && now - last_ < kRedraw)) return;
    last_ = now;
    drawn_ = true;
    const double inside = std::clamp(fraction, 0.0, 1.0);
    const auto filled = static_cast<std::size_t>(std::lround(inside * kBarWidth));
    const std::string full(filled, '#'), rest(kBarWidth - filled, '-');
    const auto width = static_cast<std::size_t>(terminal_width());
    const std::size_t room = width > kBarWidth + 4 ? width - kBarWidth - 4 : 0;
    std::cerr << "\r[" << (coloured_ ? "\x1b[32m" : "") << full << (coloured_ ? "\x1b[0m" : "")
              << rest << "] " << text.substr(0, room) << "\x1b[K" << std::flush;
}

void ProgressLine::clear() {
    if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
    drawn_ = false;
}

} // namespace textrnn
