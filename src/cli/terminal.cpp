// Tables are padded by the columns that a terminal takes for each character. The progress line is
// cut to the width of the terminal.
#include "cli/terminal.h"

#include "io/posix.h"
#include "io/utf8.h"

#include <cmath>
#include <cstdlib>
#include <iostream>

namespace textrnn {

constexpr std::chrono::milliseconds kRedraw{200};
constexpr Index kBarWidth = 20;

static bool is_dumb() {
    const char* const terminal = std::getenv("TERM");
    return terminal && std::string_view(terminal) == "dumb";
}

// Columns of a valid text: two for an East Asian character or an emoji, one for any other.
static std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t i = 0; i < text.size(); ++columns) {
        const char32_t c = next_code_point(text, i);
        columns += (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xD7A4) ||
                   (c >= 0xF900 && c < 0xFB00) || (c >= 0xFF01 && c < 0xFF61) || c >= 0x1F300;
    }
    return columns;
}

void flush_stdout() {
    if (!std::cout.flush()) throw Error(ExitCode::kIo, "stdout: writing failed");
}

void print_table(TextTable rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (auto& row : rows)
        for (std::size_t j = 0; j < row.size(); ++j)
            widths[j] = std::max(widths[j], columns_of(row[j] = printable(row[j])));
    for (const auto& row : rows) {
        for (std::size_t j = 0; j < row.size(); ++j)
            std::cout << (j == 0 ? "" : "  ") << padded(row[j], widths[j], j > 0);
        std::cout << "\n";
    }
}

std::string padded(const std::string& text, Index width, bool right) {
    const std::string gap(width - std::min(width, columns_of(text)), ' ');
    return right ? gap + text : text + gap;
}

std::string wrapped(const std::vector<Word>& words, Index indent) {
    const int terminal = terminal_width(stdout);
    const Index width = terminal == 0 ? 80 : static_cast<Index>(std::max(40, terminal));
    const bool coloured = terminal > 0 && !is_dumb() && !std::getenv("NO_COLOR");
    const std::string margin(indent, ' ');
    std::string text = margin;
    Index column = indent; // after the last word and a space
    for (const auto& [word, colour] : words) {
        const Index length = columns_of(word);
        const bool is_first = column == indent;
        const bool fits = is_first || column + length <= width;
        text += is_first ? "" : fits ? " " : "\n" + margin;
        text += coloured && !colour.empty() ? colour + word + "\x1b[0m" : word;
        column = (fits ? column : indent) + length + 1;
    }
    return text + "\n";
}

ProgressLine::ProgressLine(bool enabled)
    : enabled_(enabled && terminal_width() > 0 && !is_dumb()) {}

void ProgressLine::update(double fraction, const std::string& text) {
    const auto now = std::chrono::steady_clock::now();
    if (!enabled_ || (drawn_ && now - *drawn_ < kRedraw)) return;
    drawn_ = now;
    const auto done = static_cast<Index>(std::lround(std::clamp(fraction, 0.0, 1.0) * kBarWidth));
    const std::string bar = std::string(done, '#') + std::string(kBarWidth - done, '-');
    const Index width = std::max(static_cast<Index>(terminal_width()), kBarWidth + 4);
    std::cerr << "\r[" << bar << "] " << text.substr(0, width - kBarWidth - 4) << "\x1b[K"
              << std::flush;
}

void ProgressLine::clear() {
    if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
    drawn_.reset();
}

} // namespace textrnn
