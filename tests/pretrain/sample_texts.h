// Texts for the tests of pretraining: Zipf-like words in texts of different lengths, some empty.
#pragma once

#include "core/random.h"
#include "data/corpus.h"
#include "data/vocabulary_from.h"

namespace textrnn {

inline Texts sample_texts(Index words, Index texts, std::uint64_t seed = 1) {
    Texts result;
    std::vector<std::string> names{kPadWord, kUnkWord};
    for (Index w = 0; w < words; ++w) names.push_back("w" + std::to_string(w));
    result.vocabulary = vocabulary_from(names, "sample");
    result.counts.resize(names.size());
    Random random(seed, Stream::kGradcheck);
    for (Index t = 0; t < texts; ++t) {
        const Index length = t % 7 == 3 ? 0 : random.below(60);
        for (Index n = 0; n < length; ++n) {
            const double u = random.uniform();
            const auto id = static_cast<TokenId>(1 + static_cast<double>(words) * u * u * u);
            result.data.ids.push_back(id); // sometimes <unk>
            if (id != kUnkId) ++result.counts[id];
        }
        result.data.begins.push_back(result.data.ids.size());
    }
    for (TokenId id = kFirstWordId; id < names.size(); ++id) // every word occurs
        if (result.counts[id] == 0) {
            result.data.ids.push_back(id);
            ++result.counts[id];
        }
    result.data.begins.push_back(result.data.ids.size());
    return result;
}

} // namespace textrnn
