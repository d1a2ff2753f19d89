// UTF-8 checking and decoding after table 3-7 of the Unicode standard ("well-formed byte
// sequences"): which second bytes may follow is what rules out overlong forms and surrogates.
#include "core/utf8.h"

#include <cstdint>
#include <cstring>

namespace textrnn {

namespace {

unsigned byte_at(std::string_view text, std::size_t offset) {
    return static_cast<unsigned char>(text[offset]);
}

// Offset of the first byte from `offset` on that is not ASCII, eight at a time.
std::size_t skip_ascii(std::string_view text, std::size_t offset) {
    for (; offset + 8 <= text.size(); offset += 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + offset, 8);
        if ((bytes & 0x8080808080808080u) != 0) break;
    }
    while (offset < text.size() && byte_at(text, offset) < 0x80) ++offset;
    return offset;
}

// The lead byte's demands: how many bytes in all (0: it cannot lead) and the second one's range.
struct Lead {
    std::size_t length;
    unsigned low = 0x80;
    unsigned high = 0xBF;
};

Lead lead_of(unsigned byte) {
    if (byte < 0x80) return {1};
    if (byte < 0xC2) return {0}; // a continuation byte, or C0 and C1, which are always overlong
    if (byte < 0xE0) return {2};
    if (byte == 0xE0) return {3, 0xA0, 0xBF}; // below: overlong
    if (byte == 0xED) return {3, 0x80, 0x9F}; // above: surrogates
    if (byte < 0xF0) return {3};
    if (byte == 0xF0) return {4, 0x90, 0xBF}; // below: overlong
    if (byte < 0xF4) return {4};
    if (byte == 0xF4) return {4, 0x80, 0x8F}; // above: beyond U+10FFFF
    return {0};
}

// What stands at an offset: a well-formed sequence, or the longest part that began as one.
struct Sequence {
    std::size_t length; // in bytes, at least 1
    bool valid;
};

Sequence sequence_at(std::string_view text, std::size_t offset) {
    const Lead lead = lead_of(byte_at(text, offset));
    if (lead.length == 0) return {1, false};
    for (std::size_t i = 1; i < lead.length; ++i) {
        if (offset + i == text.size()) return {i, false};
        const unsigned byte = byte_at(text, offset + i);
        const unsigned low = i == 1 ? lead.low : 0x80;
        const unsigned high = i == 1 ? lead.high : 0xBF;
        if (byte < low || byte > high) return {i, false};
    }
    return {lead.length, true};
}

} // namespace

std::size_t find_invalid_utf8(std::string_view text) {
    for (std::size_t offset = 0;;) {
        offset = skip_ascii(text, offset);
        if (offset == text.size()) return std::string_view::npos;
        const Sequence sequence = sequence_at(text, offset);
        if (!sequence.valid) return offset;
        offset += sequence.length;
    }
}

std::string replace_invalid_utf8(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t offset = 0; offset < text.size();) {
        const Sequence sequence = sequence_at(text, offset);
        if (sequence.valid)
            result.append(text.substr(offset, sequence.length));
        else
            append_code_point(result, U'\uFFFD');
        offset += sequence.length;
    }
    return result;
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
    const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (code_point < 0x80) return put(code_point);
    if (code_point < 0x800) {
        put(0xC0 | code_point >> 6);
    } else if (code_point < 0x10000) {
        put(0xE0 | code_point >> 12);
        put(0x80 | (code_point >> 6 & 0x3F));
    } else {
        put(0xF0 | code_point >> 18);
        put(0x80 | (code_point >> 12 & 0x3F));
        put(0x80 | (code_point >> 6 & 0x3F));
    }
    put(0x80 | (code_point & 0x3F));
}

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

} // namespace textrnn
