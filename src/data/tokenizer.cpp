// The tokenizer "words" has two passes: the first normalises spelling (case, curly quotes, <br />),
// the second splits the result into words and symbols.
#include "data/tokenizer.h"

#include "data/unicode.h"
#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace textrnn {

namespace {

using enum CharacterClass;

constexpr std::string_view kContractions[] = {"n't", "'s", "'ll", "'re", "'ve", "'d", "'m"};
constexpr std::string_view kWholeSymbols[] = {":)", ":-)", ":(",    ":-(",
                                              ";)", ";-)", "-lrb-", "-rrb-"};
constexpr std::string_view kRunSymbols = ".!?-`'"; // a run of equal symbols is one token
constexpr std::size_t kLongestRun = 3; // "!!!!!!" becomes "!!!"

// Nearly all characters are ASCII, for which a table is several times faster than a search.
const std::array<CharacterClass, 128> kAsciiClasses = [] {
    std::array<CharacterClass, 128> classes{};
    for (char32_t c = 0; c < 128; ++c) classes[c] = character_class(c);
    return classes;
}();
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Number of ASCII letters and digits at the start of the text; may leave out its last seven bytes.
// Compares eight bytes at a time: a loop over bytes, whose end the processor mispredicts, makes
// tokenizing 15% slower.
std::size_t ascii_word_length(std::string_view text) {
    constexpr std::uint64_t kOnes = 0x0101010101010101u, kHighBits = 0x80 * kOnes;
    // Sets the high bit of each byte >= c. Precondition: all high bits are 0.
    const auto at_least = [](std::uint64_t bytes, std::uint64_t c) {
        return bytes + (0x80 - c) * kOnes;
    };
    std::size_t length = 0;
    for (; length + 8 <= text.size(); length += 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + length, 8);
        const std::uint64_t plain = bytes & ~kHighBits, small = plain | 0x20 * kOnes;
        const std::uint64_t letters = at_least(small, 'a') & ~at_least(small, 'z' + 1);
        const std::uint64_t digits = at_least(plain, '0') & ~at_least(plain, '9' + 1);
        const std::uint64_t others = (bytes | ~(letters | digits)) & kHighBits;
        if (others != 0) return length + static_cast<std::size_t>(std::countr_zero(others)) / 8;
    }
    return length;
}

bool starts_with_caseless(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text.substr(0, lower.size()), lower, {}, ascii_lower);
}

// Length of an HTML line break (<br>, <br/>, <br />) at the start of the text, or 0. In reviews
// from the web, they would be among the most frequent words.
std::size_t line_break_length(std::string_view text) {
    if (!starts_with_caseless(text, "<br")) return 0;
    std::size_t end = 3;
    while (end < text.size() && (text[end] == ' ' || text[end] == '/')) ++end;
    return end < text.size() && text[end] == '>' ? end + 1 : 0;
}

// Typographic marks (accent, apostrophes, double quotes, dashes) and their ASCII spelling.
constexpr std::u32string_view kMarks = U"\u00B4\u02BC\u2018\u2019\u201C\u201D\u201E"
                                       U"\u2010\u2011\u2012\u2013\u2014";
constexpr std::string_view kPlainMarks = "''''\"\"\"-----";

// Appends the leading ASCII characters of `text` before `stop`, and returns their number. A fast
// path: most texts are nearly all ASCII.
std::size_t append_ascii(std::string& result, std::string_view text, bool lowercase, char stop) {
    const auto end = std::ranges::find_if(text, [&](char c) { return !is_ascii(c) || c == stop; });
    const std::size_t begin = result.size();
    result.append(text.begin(), end);
    const std::span added = std::span(result).subspan(begin);
    if (lowercase) std::ranges::transform(added, added.begin(), ascii_lower); // vectorised
    return added.size();
}

// Copies the text, in lower case if set, without invisible characters (version 2). If `plain`,
// replaces marks by ASCII ("It’s" and "It's" become the same bytes) and <br> by a blank.
void normalise(std::string_view text, const TextOptions& options, bool plain, std::string& result) {
    result.clear();
    for (std::size_t offset = 0; offset < text.size();) {
        offset += append_ascii(result, text.substr(offset), options.lowercase, plain ? '<' : '\0');
        if (offset == text.size()) break;
        if (plain && text[offset] == '<') {
            const std::size_t length = line_break_length(text.substr(offset));
            result.push_back(length > 0 ? ' ' : '<');
            offset += std::max<std::size_t>(length, 1);
            continue;
        }
        const char32_t c = next_code_point(text, offset);
        if (options.version > 1 && is_invisible(c)) continue;
        const std::size_t mark = plain ? kMarks.find(c) : kMarks.size();
        if (mark < kMarks.size()) result += kPlainMarks[mark];
        else if (plain && c == U'\u2026') result += "...";
        else append_code_point(result, options.lowercase ? lower_case(c) : c);
    }
}

// Length in bytes of the character at the start of the text or, in version 2, of an emoji sequence:
// emoji with skin tones or tags, joined by U+200D; two regional indicators, which are a flag; a
// digit, # or * with a keycap.
std::size_t symbol_length(std::string_view text, std::size_t version) {
    const auto is_emoji = [](char32_t c) {
        return (c >= 0x2190 && c < 0x2C00) || (c >= 0x1F000 && c < 0x1FB00);
    };
    const auto is_modifier = [](char32_t c) { // skin tone, keycap, tag
        return (c >= 0x1F3FB && c <= 0x1F3FF) || c == 0x20E3 || (c >= 0xE0020 && c <= 0xE007F);
    };
    const auto is_flag = [](char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; };
    std::size_t end = 0;
    const char32_t first = next_code_point(text, end);
    bool has_more = version > 1 && (is_emoji(first) || first == '#' || first == '*' ||
                                    (first >= '0' && first <= '9'));
    for (std::size_t next = end; has_more && next < text.size(); end = has_more ? next : end) {
        const char32_t c = next_code_point(text, next);
        if (c == 0x200D && next < text.size()) has_more = is_emoji(next_code_point(text, next));
        else has_more = is_modifier(c) || (end == 4 && is_flag(first) && is_flag(c));
    }
    return end;
}

// Length of the contraction at the end of the word ("n't" in "don't"), or 0.
std::size_t contraction_length(std::string_view word) {
    for (const std::string_view ending : kContractions)
        if (word.size() > ending.size() &&
            starts_with_caseless(word.substr(word.size() - ending.size()), ending))
            return ending.size();
    return 0;
}

class WordScanner {
public:
    WordScanner(std::string_view text, std::size_t version, std::vector<std::string_view>& tokens)
        : text_(text), version_(version), tokens_(tokens) {}

    void scan() {
        tokens_.clear();
        while (offset_ < text_.size()) {
            std::size_t next = offset_;
            const CharacterClass value = pass_character(next);
            if (value == kSymbol) take_symbol();
            else if (value == kWord) take_word();
            else offset_ = next;
        }
    }

private:
    // Passes the character at `offset`, and returns its class.
    CharacterClass pass_character(std::size_t& offset) const {
        if (!is_ascii(text_[offset])) return character_class(next_code_point(text_, offset));
        return kAsciiClasses[static_cast<unsigned char>(text_[offset++])];
    }

    bool is_word_at(std::size_t offset) const {
        return offset < text_.size() && pass_character(offset) == kWord;
    }
    bool is_digit_at(std::size_t offset) const {
        return offset < text_.size() && text_[offset] >= '0' && text_[offset] <= '9';
    }
    // True in "3.5", "1,000", "o'clock" and "don't" (take_word splits contractions afterwards).
    bool joins_word(std::size_t mark) const {
        const char c = text_[mark];
        if (c == '\'') return is_word_at(mark + 1);
        return (c == '.' || c == ',') && is_digit_at(mark - 1) && is_digit_at(mark + 1);
    }

    void take(std::size_t length) {
        tokens_.push_back(text_.substr(offset_, length));
        offset_ += length;
    }

    // A word may contain some marks but does not end in a mark: "3.5." is "3.5" and ".".
    void take_word() {
        const std::size_t begin = offset_;
        bool has_apostrophe = false;
        while (offset_ < text_.size()) {
            offset_ += ascii_word_length(text_.substr(offset_)); // most words end here
            if (offset_ == text_.size()) break;
            std::size_t next = offset_;
            if (pass_character(next) != kWord && !joins_word(offset_)) break;
            has_apostrophe = has_apostrophe || text_[offset_] == '\'';
            offset_ = next;
        }
        const std::string_view word = text_.substr(begin, offset_ - begin);
        if (has_apostrophe) split_contractions(word);
        else tokens_.push_back(word);
    }

    // "wouldn't've" becomes three tokens, found from the end: "would", "n't", "'ve". Not recursive,
    // as a hostile text may contain a million contractions.
    void split_contractions(std::string_view word) {
        const auto first = static_cast<std::ptrdiff_t>(tokens_.size());
        while (const std::size_t length = contraction_length(word)) {
            tokens_.push_back(word.substr(word.size() - length));
            word.remove_suffix(length);
        }
        tokens_.push_back(word);
        std::reverse(tokens_.begin() + first, tokens_.end());
    }

    // Shortens a run of equal symbols: every length would be another rare word.
    void take_symbol() {
        const std::string_view rest = text_.substr(offset_);
        if (const std::size_t special = special_length(rest)) return take(special);
        if (kRunSymbols.find(rest[0]) == rest.npos) return take(symbol_length(rest, version_));
        const std::size_t run = std::min(rest.find_first_not_of(rest[0]), rest.size());
        tokens_.push_back(rest.substr(0, std::min(run, kLongestRun)));
        offset_ += run;
    }

    // Length of an emoticon, Treebank bracket or lone contraction (" 's ") at the start; or 0.
    std::size_t special_length(std::string_view rest) const {
        if (std::string_view("':;-").find(rest[0]) == std::string_view::npos) return 0;
        for (const std::string_view whole : kWholeSymbols)
            if (starts_with_caseless(rest, whole)) return whole.size();
        for (const std::string_view ending : kContractions)
            if (starts_with_caseless(rest, ending) && !is_word_at(offset_ + ending.size()))
                return ending.size();
        return 0;
    }

    std::string_view text_;
    std::size_t version_;
    std::size_t offset_ = 0;
    std::vector<std::string_view>& tokens_;
};

void tokenize_words(std::string_view text, const TextOptions& options, Tokens& tokens) {
    normalise(text, options, true, tokens.buffer);
    WordScanner(tokens.buffer, options.version, tokens.words).scan();
}

// For texts that another program has tokenized: splits at white space.
void tokenize_whitespace(std::string_view text, const TextOptions& options, Tokens& tokens) {
    normalise(text, options, false, tokens.buffer);
    tokens.words.clear();
    const std::string_view all = tokens.buffer;
    std::size_t begin = 0; // of the current token
    for (std::size_t offset = 0; offset < all.size();) {
        const std::size_t end = offset;
        if (is_ascii(all[end]) && all[end] > ' ') { // fast path
            ++offset;
        } else if (is_white_space(next_code_point(all, offset))) {
            if (end > begin) tokens.words.push_back(all.substr(begin, end - begin));
            begin = offset;
        }
    }
    if (begin < all.size()) tokens.words.push_back(all.substr(begin));
}

void tokenize_characters(std::string_view text, const TextOptions& options, Tokens& tokens) {
    tokenize_whitespace(text, options, tokens);
    const std::vector<std::string_view> words = std::exchange(tokens.words, {});
    for (const std::string_view word : words) {
        if (!tokens.words.empty()) tokens.words.push_back(" ");
        for (std::size_t begin = 0, length = 0; begin < word.size(); begin += length) {
            length = symbol_length(word.substr(begin), options.version);
            tokens.words.push_back(word.substr(begin, length));
        }
    }
}

constexpr TokenizerEntry kTokenizers[] = {
    {"words", tokenize_words},
    {"whitespace", tokenize_whitespace},
    {"characters", tokenize_characters},
};

} // namespace

std::span<const TokenizerEntry> tokenizers() { return kTokenizers; }

} // namespace textrnn
