// Distinct words against a plain count of them.
#include "catch.h"
#include "nn/unique_tokens.h"

#include <algorithm>

using namespace textrnn;

namespace {

void check_distinct(const std::vector<TokenId>& tokens) {
    Arena arena;
    const UniqueTokens words = unique_tokens(arena, tokens);
    REQUIRE(std::equal(tokens.begin(), tokens.end(), words.tokens.begin(), words.tokens.end()));
    REQUIRE(words.rows.size() == tokens.size());
    REQUIRE(words.first.size() == words.ids.size());
    std::vector<TokenId> in_order;
    for (Index n = 0; n < tokens.size(); ++n) {
        const auto seen = std::find(in_order.begin(), in_order.end(), tokens[n]);
        if (seen == in_order.end()) {
            REQUIRE(words.first[in_order.size()] == n);
            in_order.push_back(tokens[n]);
        }
        REQUIRE(words.ids[words.rows[n]] == tokens[n]);
    }
    REQUIRE(std::equal(in_order.begin(), in_order.end(), words.ids.begin(), words.ids.end()));
}

} // namespace

TEST_CASE("the distinct words of a shard come in order of their first tokens") {
    check_distinct({});
    check_distinct({7});
    check_distinct({0, 0, 0});
    check_distinct({4'000'000'000u, 3, 4'000'000'000u, 0, 3});
    Random random(3, Stream::kShuffle);
    for (const Index count : {Index{2}, Index{15}, Index{16}, Index{17}, Index{300}, Index{1000}})
        for (const double vocabulary : {2.0, 50.0, 1e6}) {
            std::vector<TokenId> tokens(count);
            for (TokenId& token : tokens)
                token = static_cast<TokenId>(random.uniform(0, vocabulary));
            check_distinct(tokens);
        }
}
