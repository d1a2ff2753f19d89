// WordTable equals std::map on words that are prefixes of each other or contain any bytes.
#include "data/vocabulary.h"

#include "core/random.h"

#include "catch.h"

#include <map>

using namespace textrnn;

TEST_CASE("a word table numbers words as they come", "[vocabulary]") {
    WordTable table;
    CHECK(table.find("a") == WordTable::kNone);
    CHECK(table.find("") == WordTable::kNone);
    CHECK(table.insert("a") == 0);
    CHECK(table.insert("") == 1);
    CHECK(table.insert("a") == 0);
    const WordTable copy = table;
    CHECK(table.insert("b") == 2);
    CHECK(copy.find("b") == WordTable::kNone);
    CHECK(copy.words() == std::vector<std::string>{"a", ""});
}

namespace {

void check_against_map(const std::vector<std::string>& words) {
    std::map<std::string, TokenId> map;
    WordTable table;
    for (const std::string& word : words) {
        const auto [found, is_new] = map.try_emplace(word, static_cast<TokenId>(map.size()));
        REQUIRE(table.find(word) == (is_new ? WordTable::kNone : found->second));
        REQUIRE(table.insert(word) == found->second);
    }
    for (const auto& [word, id] : map) {
        REQUIRE(table.find(word) == id);
        REQUIRE(table.words()[id] == word);
    }
}

} // namespace

TEST_CASE("a word table finds what a map finds", "[vocabulary]") {
    Random random(5, Stream::kGradcheck);
    // Small tables of similar words, which share slots.
    for (int round = 0; round < 1000; ++round) {
        std::vector<std::string> words(random.below(40));
        for (std::string& word : words) {
            word.resize(random.below(20));
            for (char& c : word) c = "\0ab\xff"[random.below(round % 2 == 0 ? 1 : 4)];
        }
        check_against_map(words);
    }
    // Thousands of words that differ only in their last bytes.
    std::vector<std::string> tails;
    for (int i = 0; i < 10000; ++i) {
        const std::uint64_t number = random.below(5000);
        tails.push_back("headhead" + std::string{static_cast<char>(number % 100),
                                                 static_cast<char>(number / 100)});
    }
    check_against_map(tails);
}
