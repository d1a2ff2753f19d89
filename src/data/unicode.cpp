// Tables of code point ranges, searched by bisection; and decoding of escapes (AG News, Yelp).
#include "data/unicode.h"

#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <cstdint>

namespace textrnn {

namespace {

struct Range {
    char32_t first, last;
};

// Ascending. Roughly Unicode's general categories: Z and C are spaces, P and S symbols.
constexpr Range kSpaces[] = {
    {0x0000, 0x0020}, {0x007F, 0x00A0}, {0x00AD, 0x00AD}, {0x1680, 0x1680}, {0x2000, 0x200B},
    {0x200E, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000}, {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
};
constexpr Range kSymbols[] = {
    {0x0021, 0x002F}, {0x003A, 0x0040}, {0x005B, 0x0060}, {0x007B, 0x007E}, {0x00A1, 0x00A9},
    {0x00AB, 0x00AC}, {0x00AE, 0x00B1}, {0x00B4, 0x00B4}, {0x00B6, 0x00B8}, {0x00BB, 0x00BB},
    {0x00BF, 0x00BF}, {0x00D7, 0x00D7}, {0x00F7, 0x00F7}, {0x037E, 0x037E}, {0x0387, 0x0387},
    {0x055A, 0x055F}, {0x0589, 0x058A}, {0x05BE, 0x05BE}, {0x060C, 0x060D}, {0x061B, 0x061F},
    {0x066A, 0x066D}, {0x06D4, 0x06D4}, {0x0964, 0x0965}, {0x2010, 0x2027}, {0x2030, 0x205E},
    {0x207A, 0x207E}, {0x208A, 0x208E}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF}, {0x2E00, 0x2E7F},
    {0x3001, 0x3003}, {0x3008, 0x3020}, {0x3030, 0x3030}, {0x30FB, 0x30FB}, {0x3400, 0x9FFF},
    {0xF900, 0xFAFF}, {0xFE10, 0xFE6F}, {0xFF01, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40},
    {0xFF5B, 0xFF65}, {0xFFE0, 0xFFEE}, {0xFFFC, 0xFFFD}, {0x1F000, 0x1FAFF}, {0x20000, 0x3FFFF},
};

// Maps every step-th code point c of the range to its lower case, c + distance. kCapitals also maps
// long s to s, final sigma to sigma, I with dot to i, and capital sharp s to sharp s.
struct CaseRange {
    char32_t first, last;
    std::uint32_t step;
    std::int32_t distance;
};

constexpr CaseRange kCapitals[] = {
    {0x0041, 0x005A, 1, 32}, {0x00C0, 0x00D6, 1, 32}, {0x00D8, 0x00DE, 1, 32},
    {0x0100, 0x012E, 2, 1}, {0x0130, 0x0130, 1, -199}, {0x0132, 0x0136, 2, 1},
    {0x0139, 0x0147, 2, 1}, {0x014A, 0x0176, 2, 1}, {0x0178, 0x0178, 1, -121},
    {0x0179, 0x017D, 2, 1}, {0x017F, 0x017F, 1, -268}, {0x0386, 0x0386, 1, 38},
    {0x0388, 0x038A, 1, 37}, {0x038C, 0x038C, 1, 64}, {0x038E, 0x038F, 1, 63},
    {0x0391, 0x03A1, 1, 32}, {0x03A3, 0x03AB, 1, 32}, {0x03C2, 0x03C2, 1, 1},
    {0x0400, 0x040F, 1, 80}, {0x0410, 0x042F, 1, 32}, {0x0460, 0x0480, 2, 1},
    {0x048A, 0x04BE, 2, 1}, {0x04C0, 0x04C0, 1, 15}, {0x04C1, 0x04CD, 2, 1},
    {0x04D0, 0x052E, 2, 1}, {0x0531, 0x0556, 1, 48}, {0x1E00, 0x1E94, 2, 1},
    {0x1E9E, 0x1E9E, 1, -7615}, {0x1EA0, 0x1EFE, 2, 1},
};

// The range that contains the code point, or nullptr.
template <class RangeOf, std::size_t n>
constexpr const RangeOf* find_range(const RangeOf (&ranges)[n], char32_t code_point) {
    const RangeOf* range = std::ranges::lower_bound(ranges, code_point, {}, &RangeOf::last);
    return range != std::end(ranges) && range->first <= code_point ? range : nullptr;
}

// Names of entities, separated by blanks: marks, then the letters from U+00C0 to U+00FF.
constexpr std::string_view kEntityMarks = "\"&<>' ";
constexpr std::string_view kEntityNames =
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
        const std::string_view digits(name.begin() + (is_hex ? 3 : 2), name.end() - 1);
        const unsigned value = parsed<unsigned>(digits, is_hex ? 16 : 10).value_or(0);
        if (value > 0x10FFFF || value / 0x800 == 0xD800 / 0x800) return 0;
        if (value >= 0x80 && value < 0xA0) return windows_1252(static_cast<unsigned char>(value));
        return static_cast<char32_t>(value);
    }
    const std::size_t at = kEntityNames.find(name);
    if (at == std::string_view::npos) return 0;
    const auto i = static_cast<std::size_t>(std::ranges::count(kEntityNames.substr(0, at), ' '));
    if (i < kEntityMarks.size()) return static_cast<char32_t>(kEntityMarks[i]);
    return static_cast<char32_t>(0xC0 + i - kEntityMarks.size());
}

} // namespace

CharacterClass character_class(char32_t code_point) {
    if (find_range(kSpaces, code_point)) return CharacterClass::kSpace;
    return find_range(kSymbols, code_point) ? CharacterClass::kSymbol : CharacterClass::kWord;
}

bool is_invisible(char32_t c) {
    return c == 0xAD || c == 0x61C || c == 0x2060 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

bool is_white_space(char32_t c) {
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
    constexpr std::u32string_view kOthers = U"\u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000";
    return (c >= 0x2000 && c <= 0x200A) || kOthers.find(c) != kOthers.npos;
}

std::string_view trimmed(std::string_view text) {
    std::size_t next = 0; // after the character that is_blank() has seen
    const auto is_blank = [&](std::size_t at) {
        const char32_t c = next_code_point(text, next = at);
        return c < 0x80 ? is_white_space(c) : character_class(c) == CharacterClass::kSpace;
    };
    while (!text.empty() && is_blank(0)) text.remove_prefix(next);
    for (std::size_t at = text.size(); at-- > 0;) {
        if ((text[at] & 0xC0) == 0x80) continue; // within a character
        if (!is_blank(at)) break;
        text = text.substr(0, at);
    }
    return text;
}

char32_t lower_case(char32_t code_point) {
    const CaseRange* range = find_range(kCapitals, code_point);
    if (range == nullptr || (code_point - range->first) % range->step != 0) return code_point;
    return static_cast<char32_t>(static_cast<std::int32_t>(code_point) + range->distance);
}

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
