// UTF-8, lines and tokens: LineReader returns the lines of a reference loop, checked text is valid
// UTF-8, and so are its tokens.
#include "fuzz.h"

#include "data/tokenizer.h"
#include "io/file.h"
#include "io/utf8.h"

#include <algorithm>
#include <sstream>

using namespace textrnn;
using namespace textrnn::fuzz;

namespace {

// The lines by definition: parts between line ends (LF; CR in a text without LF, or with CR between
// other bytes and a single LF at its end), without CR before LF, byte order marks at their start
// and a Ctrl-Z at the end of the text; NUL and malformed UTF-8 are replaced.
std::vector<std::string> lines_of(std::string_view text) {
    const std::size_t feed = text.find('\n');
    const bool has_cr = text.find_first_not_of('\r', text.find('\r')) < feed;
    if (feed + 1 == text.size() && has_cr) text.remove_suffix(1);
    const char line_end = text.find('\n') == std::string_view::npos ? '\r' : '\n';
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find(line_end);
        std::string line(text.substr(0, end));
        while (end != std::string_view::npos && line.ends_with('\r')) line.pop_back();
        if (end == std::string_view::npos && line.ends_with('\x1a')) line.pop_back();
        if (line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
        std::replace(line.begin(), line.end(), '\0', '\xff');
        lines.push_back(replace_invalid_utf8(line));
        // A mark alone is no line.
        if (end == std::string_view::npos && lines.back().empty()) lines.pop_back();
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::vector<std::string> read(std::string_view text, bool replace_invalid) {
    LineReader reader(std::make_unique<std::istringstream>(std::string(text)), "in",
                      replace_invalid);
    std::vector<std::string> lines;
    for (std::string line; reader.next(line);) {
        lines.push_back(line);
        if (lines.size() % 3 == 0) reader.would_wait();
    }
    check(reader.line_number() == lines.size(), "the number of lines is wrong");
    return lines;
}

void check_tokens(const std::string& line) {
    for (const TokenizerEntry& tokenizer : tokenizers())
        for (const bool lowercase : {false, true}) {
            // Each character may be a token, and vectors grow by doubling.
            Tokens tokens;
            loads({line.size(), line.size(), kStringItem}, "",
                  [&] { tokenizer.tokenize(line, {.lowercase = lowercase}, tokens); });
            for (const std::string_view token : tokens.words) {
                check(!token.empty(), "an empty token");
                check(find_invalid_utf8(token) == std::string::npos, "a token that is no UTF-8");
            }
        }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    const Bound bound{size, count_of(text, "\n"), kStringItem, kAllowance + kBuffers};
    const bool is_utf8 = find_invalid_utf8(text) == std::string::npos;
    const bool valid = is_utf8 && text.find('\0') == std::string::npos;
    check((replace_invalid_utf8(text) == text) == is_utf8, "valid text is replaced");
    std::vector<std::string> lines, strict;
    if (!loads(bound, "in:", [&] { lines = read(text, true); })) {
        const auto is_refused = [&](char line_end) { // because of its first line
            std::string_view first = text.substr(0, text.find(line_end));
            if (first.starts_with("\xef\xbb\xbf")) first.remove_prefix(3);
            while (first.ends_with('\r')) first.remove_suffix(1); // as LineReader does
            return !loads(bound, "in:", [&] { refuse_foreign_kind(first, "in"); });
        };
        check(!valid && (is_refused('\n') || is_refused('\r')), "replaced text is refused");
        return 0;
    }
    check(lines == lines_of(text), "other lines than by definition");
    const bool accepted = loads(bound, "in:", [&] { strict = read(text, false); });
    check(accepted == valid, "invalid UTF-8 is accepted, or valid is not");
    if (accepted) check(strict == lines, "lines depend on what is done to other bytes");
    for (const std::string& line : lines) {
        check(find_invalid_utf8(line) == std::string::npos, "a line that is no UTF-8");
        check_tokens(line);
    }
    return 0;
}
