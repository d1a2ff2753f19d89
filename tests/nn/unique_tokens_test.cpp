// Distinct ids against a linear search.
#include "catch.h"
#include "nn/input_layer.h"

#include <algorithm>

using namespace textrnn;

namespace {

void check_distinct(const std::vector<TokenId>& tokens) {
    Arena arena;
    const UniqueTokens unique = unique_tokens(arena, tokens);
    REQUIRE(std::equal(tokens.begin(), tokens.end(), unique.tokens.begin(), unique.tokens.end()));
    REQUIRE(unique.inverse.size() == tokens.size());
    REQUIRE(unique.first.size() == unique.ids.size());
    std::vector<TokenId> in_order;
    for (Index n = 0; n < tokens.size(); ++n) {
        const auto seen = std::find(in_order.begin(), in_order.end(), tokens[n]);
        if (seen == in_order.end()) {
            REQUIRE(unique.first[in_order.size()] == n);
            in_order.push_back(tokens[n]);
        }
        REQUIRE(unique.ids[unique.inverse[n]] == tokens[n]);
    }
    REQUIRE(std::equal(in_order.begin(), in_order.end(), unique.ids.begin(), unique.ids.end()));
}

} // namespace

TEST_CASE("distinct ids come in order of first occurrence") {
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
