// Checking the bytes of the input before anything looks for meaning in them.
#include "data/read_text.h"

#include "core/error.h"
#include "data/messages.h"
#include "core/utf8.h"
#include "io/file.h"

namespace textrnn {
namespace {

std::string hexadecimal(char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    return {'0', 'x', digits[value >> 4], digits[value & 15]};
}

} // namespace

void check_utf8(std::string& text, const std::string& file, std::size_t first_line,
                const ReaderOptions& options) {
    const std::size_t offset = find_invalid_utf8(text);
    if (offset == std::string::npos) return;
    if (options.invalid_utf8 == "replace") {
        text = replace_invalid_utf8(text);
        return;
    }
    throw Error(ExitCode::kBadData, place_of(text, offset, file, first_line) +
                                        ": invalid UTF-8 (byte " + hexadecimal(text[offset]) +
                                        "); set data.invalid_utf8 = \"replace\" to go on");
}

std::string read_text(const std::string& path, const ReaderOptions& options) {
    std::string text = read_file(path);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    const std::string file = input_name(path);
    // A NUL byte is valid UTF-8, but in practice it means UTF-16 or no text at all.
    const std::size_t nul = text.find('\0');
    if (nul != std::string::npos) {
        throw Error(ExitCode::kBadData,
                    place_of(text, nul, file) + ": expected text, found a NUL byte (UTF-16 is " +
                                                "to be converted to UTF-8)");
    }
    check_utf8(text, file, 1, options);
    return text;
}

} // namespace textrnn
