// Decodes texts that were written with escapes, as in AG News and Yelp's CSV files.
#include "data/tokenizer.h"
#include "io/utf8.h"

#include <algorithm>
#include <charconv>

namespace textrnn {

namespace {

// Names of entities, separated by blanks: marks, and the letters from U+00C0 to U+00FF.
constexpr std::string_view kMarks = " quot amp lt gt apos nbsp ", kMarkCharacters = "\"&<>' ";
constexpr std::string_view kLetters =
    " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute "
    "Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml "
    "Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc "
    "euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave "
    "uacute ucirc uuml yacute thorn yuml ";

// The character of "amp", "#39" or "#x27"; 0 for no entity. 128 to 159 stand for windows-1252.
char32_t entity(std::string_view name) {
    std::uint32_t value = 0;
    if (name.starts_with('#')) {
        const bool is_hex = name.substr(1, 1) == "x" || name.substr(1, 1) == "X";
        const char* const end = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + (is_hex ? 2 : 1), end, value,
                                            is_hex ? 16 : 10);
        if (parsed.ptr != end || value > 0x10FFFF || value / 0x800 == 0xD800 / 0x800) return 0;
        const bool is_1252 = value >= 0x80 && value < 0xA0;
        return is_1252 ? windows_1252(static_cast<unsigned char>(value)) : value;
    }
    std::string padded(1, ' ');
    (padded += name) += ' ';
    const auto number_in = [&](std::string_view list) { // npos: the list lacks the name
        const std::size_t at = list.find(padded);
        const auto before = std::ranges::count(list.substr(0, at), ' ');
        return at == std::string_view::npos ? at : static_cast<std::size_t>(before);
    };
    const std::size_t mark = number_in(kMarks), letter = number_in(kLetters);
    if (mark < kMarkCharacters.size()) return static_cast<char32_t>(kMarkCharacters[mark]);
    return letter == std::string_view::npos ? 0 : static_cast<char32_t>(0xC0 + letter);
}

} // namespace

std::string unescape(std::string_view text) {
    constexpr std::size_t kLongest = 10; // of an entity with '&' and ';'
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t escape = std::string_view("ntr\"\\").find(text.substr(at + 1, 1));
        const std::size_t end = text.substr(at, kLongest).find(';');
        if (text[at] == '\\' && at + 1 < text.size() && escape != std::string_view::npos) {
            result += "\n\t\r\"\\"[escape];
            ++at;
        } else if (const char32_t c = text[at] == '&' && end != std::string_view::npos
                                          ? entity(text.substr(at + 1, end - 1)) : 0) {
            append_code_point(result, c);
            at += end;
        } else {
            result += text[at];
        }
    }
    return result;
}

} // namespace textrnn
