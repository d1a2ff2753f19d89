// The targets of the readers of labelled texts, which differ only in the name of the format.
#pragma once

#include "fuzz.h"

#include "data/reader.h"
#include "io/utf8.h"

namespace textrnn::fuzz {

// The input's size selects one of all combinations of options.
inline ReaderOptions options_for(std::size_t size) {
    ReaderOptions options;
    if (size % 2 == 1) options.invalid_utf8 = "replace";
    if (size % 4 >= 2) options.text_column = "2", options.label_column = "1";
    return options;
}

inline int read(const char* format, const std::uint8_t* data, std::size_t size,
                std::string_view separators, std::size_t item = kExampleItem) {
    const std::string_view text = text_of(data, size);
    set_stdin(text);
    ReaderOptions options = options_for(size);
    options.format = format;
    Examples examples;
    const Bound bound{size, count_of(text, separators) + 1, item, kAllowance + kBuffers};
    if (!loads(bound, "stdin:", [&] { examples = read_examples("-", options); })) return 0;
    check(!examples.empty(), "no examples");
    std::size_t last_line = 0;
    for (const Example& example : examples) {
        check(!example.label.empty(), "an empty label");
        check(find_invalid_utf8(example.label) == std::string::npos, "a label that is no UTF-8");
        check(find_invalid_utf8(example.text) == std::string::npos, "a text that is no UTF-8");
        check(example.line > last_line, "lines out of order");
        last_line = example.line;
    }
    check(last_line <= size, "a line that is not in the file");
    return 0;
}

} // namespace textrnn::fuzz
