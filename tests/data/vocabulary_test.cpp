// Vocabulary: choice and order of words, look-up, and copies.
#include "data/vocabulary.h"

#include "core/error.h"
#include "core/random.h"
#include "sample_files.h"
#include "vocabulary_from.h"

#include "catch.h"

#include <algorithm>
#include <map>

using namespace textrnn;

using Words = std::vector<std::string>;

namespace {

Vocabulary build(const std::vector<Words>& texts, std::size_t min_freq, std::size_t max_size) {
    WordTable table;
    std::vector<std::size_t> counts(2);
    for (const char* word : {kPadWord, kUnkWord}) table.insert(word);
    for (const Words& text : texts)
        for (const std::string& word : text) {
            counts.resize(std::max<std::size_t>(counts.size(), table.insert(word) + 1));
            ++counts[table.find(word)];
        }
    return choose_words(table.words(), counts, min_freq, max_size);
}

} // namespace

TEST_CASE("words are ordered by falling count, then by bytes", "[vocabulary]") {
    const Vocabulary v = build({{"b", "a", "c"}, {"c", "é", "B", "a"}, {"c"}}, 1, 0);
    CHECK(v.words() == Words{"<pad>", "<unk>", "c", "a", "B", "b", "é"});
    CHECK(v.id("c") == 2);
    CHECK(v.word(3) == "a");
    CHECK(v.id("zzz") == kUnkId);
    CHECK(v.id("") == kUnkId);
}

TEST_CASE("min_freq and max_size limit the vocabulary", "[vocabulary]") {
    const std::vector<Words> texts = {{"a", "a", "a", "b", "b", "c", "c", "d"}};
    CHECK(build(texts, 2, 0).words() == Words{"<pad>", "<unk>", "a", "b", "c"});
    CHECK(build(texts, 3, 0).words() == Words{"<pad>", "<unk>", "a"});
    CHECK(build(texts, 9, 0).size() == 2);
    CHECK(build(texts, 1, 4).words() == Words{"<pad>", "<unk>", "a", "b"});
    CHECK(build(texts, 1, 2).size() == 2);
    CHECK(build(texts, 1, 1).size() == 2);
    CHECK(build({}, 1, 0).size() == 2);
}

TEST_CASE("special words in the text get no second row", "[vocabulary]") {
    const Vocabulary v = build({{"<unk>", "<unk>", "<pad>", "x"}}, 1, 0);
    CHECK(v.words() == Words{"<pad>", "<unk>", "x"});
    CHECK(v.id("<unk>") == kUnkId);
    CHECK(v.id("<pad>") == kPadId);
}

TEST_CASE("a vocabulary outlives the one it was copied from", "[vocabulary]") {
    Vocabulary copy;
    Vocabulary moved;
    {
        Vocabulary original = vocabulary_from({"<pad>", "<unk>", "a", "b"}, "x");
        copy = original;
        Vocabulary second(original);
        moved = std::move(second);
        original = vocabulary_from({"<pad>", "<unk>", "q"}, "x");
        CHECK(original.id("a") == kUnkId);
    }
    for (const Vocabulary* v : {&copy, &moved}) {
        CHECK(v->id("b") == 3);
        CHECK(v->words() == Words{"<pad>", "<unk>", "a", "b"});
    }
}

TEST_CASE("saved words are checked", "[vocabulary]") {
    const auto error = [](const Words& words) {
        return error_of([&] { (void)vocabulary_from(words, "m.safetensors"); });
    };
    CHECK(error({"<pad>", "<unk>"}).empty());
    CHECK(error({"<unk>", "<pad>"}) ==
          "65: m.safetensors: expected a vocabulary that begins with <pad> and <unk>");
    CHECK(error({"<pad>", "<unk>", "a", "b", "a"}) ==
          "65: m.safetensors: the word \"a\" has two ids, 2 and 4");
}

TEST_CASE("building agrees with a plain count", "[vocabulary]") {
    Random random(3, Stream::kGradcheck);
    std::vector<Words> texts(50);
    std::map<std::string, std::size_t> counts;
    for (Words& text : texts) {
        for (int i = 0; i < 100; ++i) {
            text.push_back("w" + std::to_string(random.below(1 + random.below(300))));
            ++counts[text.back()];
        }
    }
    std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    const Vocabulary v = build(texts, 1, 0);
    REQUIRE(v.size() == sorted.size() + 2);
    for (TokenId i = 0; i < sorted.size(); ++i) {
        REQUIRE(v.word(i + 2) == sorted[i].first);
        REQUIRE(v.id(sorted[i].first) == i + 2);
    }
}
