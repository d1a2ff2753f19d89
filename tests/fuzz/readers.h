// The targets of the readers of labelled texts, which differ only in the name of the format.
#pragma once

#include "fuzz.h"

#include "data/reader.h"
#include "io/utf8.h"

namespace textrnn::fuzz {

// The fields of a row are strings in a growing vector, at most 16,384 of them.
inline constexpr std::size_t kFields = 16'384 * 3 * sizeof(std::string);

// The input's size selects one of all combinations of options.
inline ReaderOptions options_for(std::size_t size) {
    ReaderOptions options;
    if (size % 2 == 1) options.invalid_utf8 = "replace";
    if (size % 4 >= 2) options.text_column = {"2"}, options.label_column = "1";
    return options;
}

// `more`: bytes that the reader may hold besides, for any input.
inline int read(const char* format, const std::uint8_t* data, std::size_t size,
                std::size_t more = 0) {
    set_stdin(text_of(data, size));
    ReaderOptions options = options_for(size);
    options.format = format;
    std::size_t examples = 0, last_line = 0;
    const auto use = [&](const Example& example) {
        ++examples;
        check(!example.label.empty(), "an empty label");
        check(find_invalid_utf8(example.label) == std::string::npos, "a label that is no UTF-8");
        check(find_invalid_utf8(example.text) == std::string::npos, "a text that is no UTF-8");
        check(example.line > last_line, "lines out of order");
        last_line = example.line;
    };
    const Bound bound{.input = size, .allowance = kAllowance + kBuffers + more};
    if (!loads(bound, "stdin:", [&] { read_examples("-", options, use); })) return 0;
    check(examples > 0, "no examples");
    check(last_line <= size, "a line that is not in the file");
    return 0;
}

} // namespace textrnn::fuzz
