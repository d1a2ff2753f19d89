// check_text() of io/file.h; recognition of files that are not UTF-8, with commands to convert.
#include "io/file.h"
#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>

namespace textrnn {

using namespace std::string_view_literals;

constexpr struct {
    std::string_view magic, inside; // bytes at `offset`, and bytes that occur soon after the start
    const char *name, *command;
    std::size_t offset = 0;
} kKinds[] = {
    {"\xff\xfe\0\0"sv, "", "UTF-32", "iconv -f utf-32 -t utf-8 @"},
    {"\0\0\xfe\xff"sv, "", "UTF-32", "iconv -f utf-32 -t utf-8 @"},
    {"\xff\xfe", "", "UTF-16", "iconv -f utf-16 -t utf-8 @"},
    {"\xfe\xff", "", "UTF-16", "iconv -f utf-16 -t utf-8 @"},
    {"\x1f\x8b", "", "gzip data", "gunzip -c @"},
    {"\x1f\x9d", "", "compress data", "gunzip -c @"},
    {"BZh", "1AY&SY", "bzip2 data", "bunzip2 -c @"},
    {"\xfd" "7zXZ", "", "xz data", "xz -dc @"},
    {"\x28\xb5\x2f\xfd", "", "zstd data", "zstd -dc @"},
    {"7z\xbc\xaf\x27\x1c", "", "a 7z archive (if of several files, unpack it)", "7z x -so @"},
    {"\0ustar"sv, "", "a tar archive (if of several files, unpack it)", "tar -xOf @", 256},
    {"PK\3\4", "xl/", "an Excel workbook", "xlsx2csv @"},
    {"PK\3\4", "word/document.xml", "a Word document", "pandoc -t plain @"},
    {"PK\3\4", "", "a zip archive (if of several files, unpack it)", "unzip -p @"},
    {"\xd0\xcf\x11\xe0", "", "an Office 97 file (the command is for .xls)", "xls2csv @"},
    {"PAR1", "", "Parquet data", "duckdb -csv -c \"from read_parquet('\"@\"')\""},
    {"SQLite format 3", "", "SQLite data", "sqlite3 -csv -header @ 'select * from TABLE'"},
    {"%PDF-", "", "a PDF document", "pdftotext @ -"},
    {"ARROW1", "", "Arrow data", "duckdb -csv -c \"from read_arrow('\"@\"')\""},
    {"version https://git-lfs", "", "a Git LFS pointer", "git lfs smudge < @"},
    {"", "\x1b$B", "ISO-2022-JP", "iconv -f iso-2022-jp -t utf-8 @"},
};

char32_t windows_1252(unsigned char byte) {
    constexpr char16_t kFrom80[] = u"€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";
    return byte < 0xA0 ? kFrom80[byte - 0x80] : byte;
}

std::string_view format_by_ending(const std::string& path) {
    constexpr std::string_view kEndings[][2] = {
        {".csv.", "csv"},      {".tsv.", "tsv"},     {".tab.", "tsv"},
        {".jsonl.", "jsonl"},  {".json.", "jsonl"},  {".ndjson.", "jsonl"},
        {".ft.", "fasttext"},  {".fasttext.", "fasttext"}};
    const std::string name = lower_ascii(path.substr(path.rfind('/') + 1)) + '.';
    for (const auto& [ending, format] : kEndings)
        if (name.find(ending) < name.size()) return format;
    return "";
}

std::string convert_hint(std::string command, const std::string& name) {
    const bool is_plain = name.find_first_of(" \t\n!#'\"$&()*;<>?[\\]`{|}~") == std::string::npos;
    const std::string mark = is_plain ? "" : "'";
    const std::string quoted = (name.starts_with('-') ? "./" : "") + mark +
                               replaced(name, {{'\'', "'\\''"}}) + mark;
    const std::string format(command.find("jq -c") < command.size() ? "jsonl"
                             : command.find("csv") < command.size() ? "csv"
                                                                    : format_by_ending(name));
    command.replace(command.rfind('@'), 1, name == "stdin" ? "FILE" : quoted);
    const auto with = [&](const char* o) { return format.empty() ? "" : o + format; };
    return "; convert it: " + command + " | textrnn ... -" + with(" --format ") +
           " (evaluate: --data -; train: --set data.train=-" + with(" --set data.format=") +
           "; for a folder, several files, data.dev, data.test or pretrain.text: >NEW, and "
           "replace the file by NEW)";
}

static bool is_control(char c) { // but for \t \n \v \f \r, Ctrl-Z and ESC
    return (c >= 0 && c < 9) || (c > 13 && c < 26) || (c > 27 && c < 32);
}

// True for the first 4096 bytes, or less, of a UTF-8 text: the last of 4096 may be cut.
static bool begins_as_utf8(std::string_view head) {
    return find_invalid_utf8(head) >= std::min<std::size_t>(head.size(), 4092);
}

std::string foreign_kind(std::string_view head, const std::string& name) {
    for (const auto& kind : kKinds)
        if (head.substr(std::min(kind.offset, head.size())).starts_with(kind.magic) &&
            head.find(kind.inside) != std::string_view::npos)
            return kind.name + convert_hint(kind.command, name);
    if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
    // UTF-16 without byte order mark: the NUL bytes are the high bytes of ASCII characters.
    const std::size_t pairs = std::min<std::size_t>(head.size(), 4096) / 2;
    std::size_t first = 0, second = 0, ends = 0; // pairs: first NUL; second NUL; line feed
    std::size_t feeds = 0;                       // bytes that are LF, alone or in such a pair
    for (std::size_t i = 0; i < 2 * pairs; i += 2) {
        const std::string_view pair = head.substr(i, 2);
        first += pair[0] == '\0';
        second += pair[1] == '\0';
        ends += pair == "\n\0"sv || pair == "\0\n"sv;
        feeds += static_cast<std::size_t>(std::ranges::count(pair, '\n'));
    }
    const std::size_t nuls = first + second; // few low bytes are NUL (U+6700)
    const bool are_few = 2 * nuls < pairs;
    const std::string_view part = head.substr(0, 2 * pairs);
    const bool is_text = // but for NULs
        begins_as_utf8(part) &&
        std::ranges::none_of(part, [](char c) { return c != '\0' && is_control(c); });
    if (4 * std::min(first, second) > std::max(first, second) || nuls < 2 ||
        (are_few && (ends == 0 || (is_text && 2 * ends < feeds)))) // stray NULs
        return "";
    return "UTF-16" + convert_hint(first > second ? "iconv -f utf-16be -t utf-8 @"
                                             : "iconv -f utf-16le -t utf-8 @", name);
}

static bool is_binary(std::string_view head) {
    head = head.substr(0, 4096);
    const bool is_text = head.find('\0') == head.npos && begins_as_utf8(head);
    const auto controls = std::ranges::count_if(head, is_control);
    return !is_text && controls > std::max<std::ptrdiff_t>(std::ssize(head) / 16, 8);
}

void refuse_foreign_kind(std::string_view head, const std::string& name) {
    std::string kind = foreign_kind(head, name);
    if (kind.empty() && is_binary(head)) kind = "binary data";
    if (!kind.empty()) refuse(name, "expected UTF-8 text, found " + kind);
}

// Whether at least half of the first 16 characters beyond ASCII, in `text` and then in `rest`, are
// UTF-8.
static bool is_mostly_utf8(std::string_view text, std::string_view rest) {
    int valid = 0, malformed = 0;
    for (std::string_view part : {text, rest})
        while (part.remove_prefix(skip_ascii(part)), !part.empty() && valid + malformed < 16) {
            const bool is_valid = find_invalid_utf8(part.substr(0, 4)) > 0;
            std::size_t size = is_valid ? 0 : 1;
            if (is_valid) next_code_point(part, size);
            part.remove_prefix(size);
            ++(is_valid ? valid : malformed);
        }
    return valid >= malformed;
}

// Hint about the byte at `invalid`: other bytes are UTF-8, or a command to convert the file. If no
// four bytes in a row are beyond ASCII, the hint names the byte's windows-1252 character.
static std::string encoding_hint(std::string_view text, std::size_t invalid, bool follows_utf8,
                                 std::string_view rest, const std::string& name) {
    const std::string_view tail = text.substr(invalid);
    if (follows_utf8 || is_mostly_utf8(text, rest)) return "; other bytes are UTF-8";
    const auto byte = static_cast<unsigned char>(text[invalid]);
    const char32_t character = windows_1252(byte);
    const auto matches = [](char c, bool) { return static_cast<unsigned char>(c) >= 0x80; };
    const bool has_run = std::search_n(tail.begin(), tail.end(), 4, true, matches) != tail.end();
    if (character == 0 || has_run)
        return convert_hint("iconv -f ENCODING -t utf-8 @", name) + "; `file -i` guesses ENCODING";
    std::string shown;
    append_code_point(shown, character);
    return ", " + in_quotes(shown) + " in windows-1252" + (byte < 0xA0 ? "" : " and latin1") +
           " (if not, change -f)" + convert_hint("iconv -f windows-1252 -t utf-8 @", name);
}

bool check_text(std::string& text, const std::string& name, std::size_t first_line,
                bool replace_invalid, bool follows_utf8, std::string_view rest) {
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    // A NUL byte is valid UTF-8, but in practice it means UTF-16 or a binary file.
    const std::size_t nul = text.find('\0');
    const std::size_t ascii = skip_ascii(text);
    const std::size_t found = find_invalid_utf8(std::string_view(text).substr(ascii));
    if (nul == std::string::npos && found == std::string::npos) return ascii < text.size();
    const std::size_t invalid = nul != std::string::npos ? nul : ascii + found;
    const auto byte = static_cast<unsigned char>(text[invalid]);
    if (first_line == 1) refuse_foreign_kind(text, name);
    const bool is_binary = byte == 0 && (text.find(std::string(2, '\0')) < text.size() ||
                                         text.find_first_of("\1\2\3\4\5\6") < text.size());
    const std::string problem =
        is_binary   ? "expected text, found binary data"
        : byte == 0 ? "expected text, found a NUL byte" + convert_hint("tr -d '\\0' < @", name)
                    : "invalid UTF-8 (byte 0x" + hex_digits(byte, 2) + ")" +
                          encoding_hint(text, invalid, follows_utf8, rest, name);
    if (!replace_invalid)
        refuse(place_of(text, invalid, name, first_line),
               problem + (is_binary ? "" : "; to replace such bytes, set data.invalid_utf8 = "
                                           "\"replace\" (predict: --replace-invalid)"));
    std::replace(text.begin(), text.end(), '\0', '\xff'); // 0xff is invalid wherever it stands
    text = replace_invalid_utf8(text);
    return true;
}

} // namespace textrnn
