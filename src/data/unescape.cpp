// Decodes texts that were written with escapes, as in AG News and Yelp's CSV files.
#include "data/tokenizer.h"
#include "io/utf8.h"

#include <algorithm>
#include <charconv>

namespace textrnn {

namespace {

// Names of entities, separated by blanks: marks, then the letters from U+00C0 to U+00FF.
constexpr std::string_view kMarks = "\"&<>' ";
constexpr std::string_view kNames =
    " quot amp lt gt apos nbsp Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute "
    "Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash "
    "Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig "
    "ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc "
    "otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml ";

// The character of " amp ", " #39 " or " #x27 "; 0 for no entity. 128 to 159 are windows-1252's.
char32_t entity(const std::string& name) {
    if (name.find(' ', 1) + 1 < name.size()) return 0;
    if (name[1] == '#') {
        const bool is_hex = name[2] == 'x' || name[2] == 'X';
        unsigned value = 0;
        const char* const begin = name.data() + (is_hex ? 3 : 2);
        const char* const end = name.data() + name.size() - 1;
        if (std::from_chars(begin, end, value, is_hex ? 16 : 10).ptr != end) return 0;
        if (value > 0x10FFFF || value / 0x800 == 0xD800 / 0x800) return 0;
        if (value >= 0x80 && value < 0xA0) return windows_1252(static_cast<unsigned char>(value));
        return static_cast<char32_t>(value);
    }
    const std::size_t at = kNames.find(name);
    if (at == std::string_view::npos) return 0;
    const auto before = static_cast<std::size_t>(std::ranges::count(kNames.substr(0, at), ' '));
    if (before < kMarks.size()) return static_cast<char32_t>(kMarks[before]);
    return static_cast<char32_t>(0xC0 + before - kMarks.size());
}

} // namespace

std::string unescape(std::string_view text) {
    constexpr std::size_t kLongest = 10; // of an entity with '&' and ';'
    std::string result, name;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end = text[at] == '&' ? text.substr(at, kLongest).find(';') : 0;
        if (text[at] == '\\' && at + 1 < text.size()) {
            const std::size_t letter = std::string_view("ntr\"\\").find(text[at + 1]);
            result += letter < 5 ? "\n\t\r\"\\"[letter] : '\\';
            at += letter < 5 ? 1 : 0;
        } else if (end > 1 && end < kLongest) {
            ((name = ' ') += text.substr(at + 1, end - 1)) += ' ';
            const char32_t c = entity(name);
            append_code_point(result, c == 0 ? U'&' : c);
            at += c == 0 ? 0 : end;
        } else {
            result += text[at];
        }
    }
    return result;
}

} // namespace textrnn
