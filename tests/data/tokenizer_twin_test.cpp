// The tokenizers equal reference tokenizers, which work on code points without any fast path, on
// random mixtures of ASCII and other characters.
#include "core/random.h"
#include "data/tokenizer.h"
#include "data/unicode.h"
#include "io/utf8.h"

#include "catch.h"

#include <algorithm>

using namespace textrnn;

namespace {

using Text = std::u32string;

Text decoded(std::string_view text) {
    Text result;
    for (std::size_t offset = 0; offset < text.size();) result += next_code_point(text, offset);
    return result;
}

Text small(Text text) {
    for (char32_t& c : text) c = lower_case(c);
    return text;
}

bool begins(const Text& text, std::size_t at, const Text& part) {
    return small(text.substr(at, part.size())) == part;
}

bool is_word(const Text& text, std::size_t at) {
    return at < text.size() && character_class(text[at]) == CharacterClass::kWord;
}
bool is_digit(const Text& text, std::size_t at) {
    return at < text.size() && text[at] >= U'0' && text[at] <= U'9';
}

const Text kContractions[] = {U"n't", U"'s", U"'ll", U"'re", U"'ve", U"'d", U"'m"};

Text even(const Text& text, bool lowercase) {
    const std::pair<Text, Text> marks[] = {{U"\u00B4\u02BC\u2018\u2019", U"'"},
                                           {U"\u201C\u201D\u201E", U"\""},
                                           {U"\u2010\u2011\u2012\u2013\u2014", U"-"},
                                           {U"\u2026", U"..."}};
    Text result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t end = i + 3;
        while (end < text.size() && (text[end] == U' ' || text[end] == U'/')) ++end;
        if (begins(text, i, U"<br") && end < text.size() && text[end] == U'>') {
            result += U' ';
            i = end;
            continue;
        }
        Text plain(1, lowercase ? lower_case(text[i]) : text[i]);
        for (const auto& [others, mark] : marks)
            if (others.find(text[i]) != Text::npos) plain = mark;
        result += plain;
    }
    return result;
}

// Splits contractions off the word, and appends the rest and the contractions to the tokens.
void add_contracted(std::vector<Text>& tokens, Text word) {
    std::vector<Text> endings;
    for (bool found = word.find(U'\'') != Text::npos; found;) {
        found = false;
        for (const Text& ending : kContractions) {
            if (word.size() <= ending.size()) continue;
            const std::size_t at = word.size() - ending.size();
            if (!begins(word, at, ending)) continue;
            endings.insert(endings.begin(), word.substr(at));
            word.resize(at);
            found = true;
            break;
        }
    }
    tokens.push_back(word);
    tokens.insert(tokens.end(), endings.begin(), endings.end());
}

// The length of the special symbol at an offset, or 0.
std::size_t special(const Text& text, std::size_t at) {
    for (const char32_t* symbol : {U":)", U":-)", U":(", U":-(", U";)", U";-)", U"-lrb-", U"-rrb-"})
        if (begins(text, at, symbol)) return Text(symbol).size();
    for (const Text& ending : kContractions)
        if (ending[0] == U'\'' && begins(text, at, ending) && !is_word(text, at + ending.size()))
            return ending.size();
    return 0;
}

std::vector<Text> plain_words(std::string_view bytes, bool lowercase) {
    const Text text = even(decoded(bytes), lowercase);
    std::vector<Text> tokens;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = i;
        if (is_word(text, i)) {
            while (is_word(text, i) ||
                   (i < text.size() && text[i] == U'\'' && is_word(text, i + 1)) ||
                   (i < text.size() && (text[i] == U'.' || text[i] == U',') &&
                    is_digit(text, i - 1) && is_digit(text, i + 1)))
                ++i;
            add_contracted(tokens, text.substr(begin, i - begin));
        } else if (character_class(text[i]) == CharacterClass::kSpace) {
            ++i;
        } else if (const std::size_t length = special(text, i)) {
            tokens.push_back(text.substr(i, length));
            i += length;
        } else {
            const bool is_run = Text(U".!?-`'").find(text[i]) != Text::npos;
            do ++i;
            while (is_run && i < text.size() && text[i] == text[begin]);
            tokens.push_back(text.substr(begin, std::min<std::size_t>(i - begin, 3)));
        }
    }
    return tokens;
}

std::vector<Text> plain_whitespace(std::string_view bytes, bool lowercase) {
    std::vector<Text> tokens(1);
    for (const char32_t c : decoded(bytes)) {
        if (!is_white_space(c))
            tokens.back() += lowercase ? lower_case(c) : c;
        else if (!tokens.back().empty())
            tokens.emplace_back();
    }
    if (tokens.back().empty()) tokens.pop_back();
    return tokens;
}

// Words of any length, marks, other alphabets and characters of several bytes, in random order.
std::string random_text(Random& random) {
    const char* const parts[] = {
        "n't", "'S", "'ll", "'", "-", ".", ",", "1", "29", "!", "?", "É", "é", "中", ":", ")",
        "-LRB-", "<", "<br", " />", "<br />", ">", "`", "@", "[", "{", "/", "_", "\x7f",
        "\x12", "\t", "\u2019", "\u2026", "\u00A0", "\u2003", "\u200D", "\u0130", "\u1E9E",
        "🎬", "Ж"};
    std::string text;
    for (std::uint64_t n = random.below(25); n > 0; --n) {
        const std::uint64_t kind = random.below(5);
        if (kind < 2) text += ' ';
        if (kind == 1 || kind == 2)
            for (std::uint64_t k = random.below(20); k > 0; --k)
                text += "abcdnzABNZ0189"[random.below(14)];
        if (kind > 2) text += parts[random.below(std::size(parts))];
        if (kind == 4 && random.below(20) == 0)
            append_code_point(text, static_cast<char32_t>(1 + random.below(0xD000)));
    }
    return text;
}

} // namespace

TEST_CASE("tokenizers equal their plain twins", "[tokenizer]") {
    Random random(11, Stream::kGradcheck);
    Tokens tokens; // reused, as in the program
    for (int round = 0; round < 40000; ++round) {
        const std::string text = random_text(random);
        const bool lowercase = random.below(4) != 0;
        for (const bool words : {true, false}) {
            const auto plain = (words ? plain_words : plain_whitespace)(text, lowercase);
            tokenizers()[words ? 0 : 1].tokenize(text, {.lowercase = lowercase, .version = 1},
                                                 tokens);
            const bool equal = std::equal(
                tokens.words.begin(), tokens.words.end(), plain.begin(), plain.end(),
                [](std::string_view token, const Text& twin) { return decoded(token) == twin; });
            if (!equal) FAIL((words ? "words: " : "whitespace: ") << text);
        }
    }
}
