// UTF-8 by table 3-7 of the Unicode standard ("well-formed byte sequences"): the first byte
// determines the range of the second, which excludes overlong forms and surrogates.
#include "io/utf8.h"

#include <algorithm>
#include <utility>

namespace textrnn {

static unsigned byte_at(std::string_view text, std::size_t offset) {
    return static_cast<unsigned char>(text[offset]);
}

// Number of bytes (at least 1) of the well-formed sequence at an offset, and true; or else of the
// longest prefix of a well-formed sequence, and false.
static std::pair<std::size_t, bool> sequence_at(std::string_view text, std::size_t offset) {
    const unsigned lead = byte_at(text, offset);
    // 80 to BF cannot begin a sequence, C0 and C1 begin overlong forms, F5 to FF are too large.
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4) return {1, false};
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; // below: overlong
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // surrogates, too large
    for (std::size_t i = 1; i < length; ++i) {
        if (offset + i == text.size()) return {i, false};
        const unsigned byte = byte_at(text, offset + i);
        if (byte < low || byte > high) return {i, false};
        low = 0x80;
        high = 0xBF;
    }
    return {length, true};
}

std::size_t skip_ascii(std::string_view text, std::size_t offset) {
    while (offset < text.size() && byte_at(text, offset) < 0x80) ++offset;
    return offset;
}

std::size_t find_invalid_utf8(std::string_view text) {
    for (std::size_t offset = 0;;) {
        offset = skip_ascii(text, offset);
        if (offset == text.size()) return std::string_view::npos;
        const auto [length, is_valid] = sequence_at(text, offset);
        if (!is_valid) return offset;
        offset += length;
    }
}

std::string replace_invalid_utf8(std::string_view text) {
    std::string result;
    result.reserve(3 * text.size()); // U+FFFD has three bytes
    for (;;) {
        const std::size_t valid = std::min(find_invalid_utf8(text), text.size());
        result += text.substr(0, valid);
        if (valid == text.size()) return result;
        append_code_point(result, U'\uFFFD');
        text.remove_prefix(valid + sequence_at(text, valid).first);
    }
}

char32_t next_code_point(std::string_view text, std::size_t& offset) {
    const unsigned first = byte_at(text, offset++);
    if (first < 0x80) return first;
    const std::size_t more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    char32_t code_point = first & (0x3Fu >> more);
    for (std::size_t i = 0; i < more && offset < text.size(); ++i)
        code_point = code_point << 6 | (byte_at(text, offset++) & 0x3Fu);
    return code_point;
}

void append_code_point(std::string& text, char32_t code_point) {
    if (code_point < 0x80) return text.push_back(static_cast<char>(code_point));
    const int more = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3; // continuation bytes
    constexpr unsigned kLeads[] = {0, 0xC0, 0xE0, 0xF0};
    text.push_back(static_cast<char>(kLeads[more] | code_point >> 6 * more));
    for (int i = more; i-- > 0;)
        text.push_back(static_cast<char>(0x80 | (code_point >> 6 * i & 0x3F)));
}

} // namespace textrnn
