// Tokenizers on the spelling, marks and markup of reviews.
#include "data/tokenizer.h"

#include "core/random.h"
#include "core/registry.h"
#include "data/unicode.h"
#include "io/utf8.h"

#include "catch.h"

using namespace textrnn;

namespace {

std::string joined(const std::vector<std::string>& tokens, const char* with = " ") {
    std::string all;
    for (const std::string& token : tokens) all += (all.empty() ? "" : with) + token;
    return all;
}
std::vector<std::string> tokens_of(const char* tokenizer, std::string_view text, bool lowercase) {
    Tokens tokens;
    find_named(tokenizers(), tokenizer)->tokenize(text, {.lowercase = lowercase}, tokens);
    return {tokens.words.begin(), tokens.words.end()};
}
std::string words(std::string_view text, bool lowercase = true) {
    return joined(tokens_of("words", text, lowercase));
}

// Marks of which at most three in a row are kept.
std::string cut_runs(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool is_run_mark = std::string_view(".!?-`'").find(c) != std::string_view::npos;
        if (!is_run_mark || !result.ends_with(std::string(3, c))) result += c;
    }
    return result;
}

} // namespace

TEST_CASE("the table has the three tokenizers", "[tokenizer]") {
    CHECK(tokenizers().size() == 3);
    for (const TokenizerEntry& entry : tokenizers()) {
        CHECK(tokens_of(entry.name, "", true).empty());
        CHECK(tokens_of(entry.name, " \n\t\u00A0\u3000", true).empty());
    }
}

TEST_CASE("words: words and marks", "[tokenizer]") {
    CHECK(words("Good, BAD; (ugly)") == "good , bad ; ( ugly )");
    CHECK(words("Good", false) == "Good");
    CHECK(words("Éric ÜBER Ωmega Привет ΟΔΟΣ") == "éric über ωmega привет οδοσ");
    CHECK(words("well-made film") == "well - made film");
    CHECK(words("3.5 stars, 1,000,000 fans. v2.0a 10/10") ==
          "3.5 stars , 1,000,000 fans . v2.0a 10 / 10");
    CHECK(words("end.Start a,b 1, 2. .5") == "end . start a , b 1 , 2 . . 5");
    CHECK(words("a\u00A0b\u200Bc\x01" "d\u0096e") == "a b c d e");
    CHECK(words("take.2 a,1") == "take . 2 a , 1");
    CHECK(words("$5 50% a_b #1 @x") == "$ 5 50 % a _ b # 1 @ x");
    CHECK(words("中国电影 great🎬🎬❤️") == "中 国 电 影 great 🎬 🎬 ❤");
}

TEST_CASE("words: contractions", "[tokenizer]") {
    CHECK(words("Don't can't won't it's we'll I'm I'd they've you're cannot") ==
          "do n't ca n't wo n't it 's we 'll i 'm i 'd they 've you 're cannot");
    CHECK(words("DON'T It'S", false) == "DO N'T It 'S");
    CHECK(words("don\u2019t it\u00B4s o\u2019clock") == "do n't it 's o'clock");
    CHECK(words("wouldn't've") == "would n't 've");
    CHECK(words("o'brien's rock'n'roll") == "o'brien 's rock'n'roll");
    CHECK(words("the dogs' 'quoted' 'so") == "the dogs ' ' quoted ' ' so");
    CHECK(words("café's") == "café 's");
    CHECK(words("'") == "'");
}

TEST_CASE("words: text in Penn Treebank style stays as it is", "[tokenizer]") {
    const std::string_view treebank =
        "`` it 's '' -- he did n't say -lrb- or 'll 've 'd 'm 're -rrb- ... no ! what ?";
    CHECK(words(treebank) == treebank);
    CHECK(words("-LRB- x -RRB-", false) == "-LRB- x -RRB-");
    CHECK(words("N'T 'S", false) == "N'T 'S");
}

TEST_CASE("words: line breaks, runs, emoticons", "[tokenizer]") {
    CHECK(words("a<br>b<br/>c<br />d<BR  />e") == "a b c d e");
    CHECK(words("<bro> <br") == "< bro > < br");
    CHECK(words("no... no.. no. no.....!") == "no ... no .. no . no ... !");
    CHECK(words("wow!!!!!!! what??? eh?!") == "wow !!! what ??? eh ? !");
    CHECK(words("wait\u2026 a \u2013 b\u2014c ----- d") == "wait ... a - b - c --- d");
    CHECK(words("\u201Cquote\u201D \u2018x\u2019") == "\" quote \" ' x '");
    CHECK(words("nice :) :-) bad:( ;-) 10:30") == "nice :) :-) bad :( ;-) 10 : 30");
    CHECK(words("***") == "* * *");
}

TEST_CASE("words: every byte of a word or mark comes out, in order", "[tokenizer]") {
    Random random(7, Stream::kGradcheck);
    const std::string_view parts[] = {"a", "B", "n't", "'", "s", "-", ".", ",", "1", "9", "!", "?",
                                      "é", "中", ":", ")", "-lrb-", "<", "br", ">", "/", "ll",
                                      "`"};
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (std::uint64_t n = 1 + random.below(12); n > 0; --n) {
            text += parts[random.below(std::size(parts))];
        }
        if (text.find("<br") != std::string::npos) continue; // may give a space
        const std::string tokens = joined(tokens_of("words", text, false), "");
        if (cut_runs(tokens) != cut_runs(text)) FAIL(text << " gives " << tokens);
    }
}

TEST_CASE("words: long and hostile texts end in good time", "[tokenizer]") {
    std::string contractions = "a";
    for (int i = 0; i < 200000; ++i) contractions += "'s";
    const auto tokens = tokens_of("words", contractions, true);
    CHECK(tokens.size() == 200001);
    CHECK(tokens.front() == "a");
    CHECK(tokens.back() == "'s");
    CHECK(words(std::string(1000000, '!')) == "!!!");
    CHECK(tokens_of("words", std::string(1000000, '<'), true).size() == 1000000);
    std::string open_breaks;
    for (int i = 0; i < 100000; ++i) open_breaks += "<br ";
    CHECK(tokens_of("words", open_breaks, true).size() == 200000);
}

TEST_CASE("whitespace", "[tokenizer]") {
    CHECK(joined(tokens_of("whitespace", "  It's  a\u2003\u201CTEST\u201D.\n", true), "|") ==
          "it's|a|\u201Ctest\u201D.");
    CHECK(joined(tokens_of("whitespace", "It's", false)) == "It's");
}

TEST_CASE("characters", "[tokenizer]") {
    CHECK(joined(tokens_of("characters", " Né \n\t x🎬 ", true), "|") == "n|é| |x|🎬");
    CHECK(joined(tokens_of("characters", "NÉ", false), "|") == "N|É");
}

TEST_CASE("version 2: invisible characters vanish, an emoji sequence is one token", "[tokenizer]") {
    const struct {
        const char *text, *words, *old; // tokens by version 2 and 1
    } cases[] = {
        {"beau\u00ADtiful a\u2060b c\uFEFFd", "beautiful|ab|cd", "beau|tiful|a|b|c|d"},
        {"👨\u200D👩\u200D👧!", "👨\u200D👩\u200D👧|!", "👨|\u200D|👩|\u200D|👧|!"},
        {"👍🏽👍x", "👍🏽|👍|x", "👍|🏽|👍|x"},
        {"❤\uFE0F\u200D🔥 ❤\uFE0F", "❤\u200D🔥|❤", "❤|\u200D|🔥|❤"},
        {"🇩🇪🇫🇷🇩", "🇩🇪|🇫🇷|🇩", "🇩|🇪|🇫|🇷|🇩"},
        {"#\uFE0F\u20E3 *\u20E3#tag a\u061Cb", "#\u20E3|*\u20E3|#|tag|ab",
         "#|\u20E3|*|\u20E3|#|tag|a|\u061C|b"},
        {"go\u200Dod 👍\u200Dx 中国\u2192\u2192", "go\u200Dod|👍|\u200Dx|中|国|→|→",
         "go\u200Dod|👍|\u200Dx|中|国|→|→"},
    };
    for (const auto& c : cases) {
        CHECK(joined(tokens_of("words", c.text, true), "|") == c.words);
        Tokens tokens;
        tokenizers()[0].tokenize(c.text, {.version = 1}, tokens);
        CHECK(joined({tokens.words.begin(), tokens.words.end()}, "|") == c.old);
    }
    CHECK(joined(tokens_of("characters", "a\u00ADb👍🏽", true), "|") == "a|b|👍🏽");
    CHECK(joined(tokens_of("characters", "1\uFE0F\u20E32", true), "|") == "1\u20E3|2");
    CHECK(joined(tokens_of("whitespace", "a\u00ADb c", true), "|") == "ab|c");
}

TEST_CASE("escapes and entities are decoded", "[tokenizer]") {
    CHECK(unescape("a\\nb\\tc\\rd \\\"e\\\" \\\\n \\x \\") == "a\nb\tc\rd \"e\" \\n \\x \\");
    CHECK(unescape("&amp;lt; &lt;&gt;&quot;&#39;&#x27;&#X2019;") == "&lt; <>\"''\u2019");
    CHECK(unescape("caf&eacute; &Agrave;&yuml; &szlig; &#146;") == "café Àÿ ß \u2019");
    for (const char* same : {"&lt gt;", "&",
                             "a & b;", "&;", "&#;", "&#x;", "&#0;", "&#xD800;", "&#1114112;",
                             "&none;", "& quot;", "&amp", "&Eacute",
                             "&#+65;", "&#\t65;", "&#x0x41;", "&#-1;"})
        CHECK(unescape(same) == same);
}
