// Nearest neighbours and label weights of words, computed in double precision.
#include "ablation/word_vectors.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace textrnn {

namespace {

double dot(const Real* a, const Real* b, Index count) {
    double sum = 0;
    for (Index j = 0; j < count; ++j) sum += static_cast<double>(a[j]) * static_cast<double>(b[j]);
    return sum;
}

// For each word (p - q) / (p + q) in [-1, 1], where p and q are the shares of the training texts
// that contain the word, among texts of the last label (p) and of the first label (q). Each count
// starts at 1 (of 2 texts), so that rare words are near 0.
std::vector<double> label_weights(const Corpus& corpus) {
    const Index last = corpus.labels.size() - 1, size = corpus.vocabulary.size();
    std::vector<double> in_first(size, 1), in_last(size, 1); // texts with the word
    double first_texts = 2, last_texts = 2;
    for (Index text = 0; text < corpus.train.size(); ++text) {
        const Index label = corpus.train.labels[text];
        if (label != 0 && label != last) continue;
        (label == 0 ? first_texts : last_texts) += 1;
        const auto tokens = corpus.train.tokens(text);
        for (const TokenId id : std::set<TokenId>(tokens.begin(), tokens.end()))
            (label == 0 ? in_first : in_last)[id] += 1;
    }
    std::vector<double> weights(size);
    for (Index id = 0; id < size; ++id) {
        const double p = in_last[id] / last_texts, q = in_first[id] / first_texts;
        weights[id] = (p - q) / (p + q);
    }
    return weights;
}

} // namespace

Tensor word_table(const Classifier& classifier) {
    const Parameters& parameters = classifier.parameters();
    return std::find_if(parameters.begin(), parameters.end(),
                        [](const Parameter& p) { return p.is_table; })
        ->tensor();
}

std::vector<Neighbor> nearest_neighbors(Tensor table, const Vocabulary& vocabulary, TokenId word,
                                        Index count) {
    const Real* own = table.row(word);
    const double own_norm = std::sqrt(dot(own, own, table.cols));
    std::vector<std::pair<double, TokenId>> all; // minus the similarity, id
    for (TokenId id = kFirstWordId; id < table.rows; ++id) {
        const double norm = std::sqrt(dot(table.row(id), table.row(id), table.cols));
        if (id == word || norm == 0 || own_norm == 0) continue;
        all.emplace_back(-dot(own, table.row(id), table.cols) / (norm * own_norm), id);
    }
    const auto kept = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
    std::partial_sort(all.begin(), kept, all.end());
    std::vector<Neighbor> nearest;
    for (auto it = all.begin(); it != kept; ++it)
        nearest.push_back({vocabulary.word(it->second), -it->first});
    return nearest;
}

std::vector<std::string> telling_words(const Corpus& corpus, Index count) {
    constexpr TokenId kFrequent = 1000;
    const std::vector<double> weights = label_weights(corpus);
    std::vector<TokenId> ids(std::min<Index>(kFrequent, corpus.vocabulary.size() - kFirstWordId));
    std::iota(ids.begin(), ids.end(), kFirstWordId);
    std::stable_sort(ids.begin(), ids.end(),
                     [&](TokenId a, TokenId b) { return weights[a] > weights[b]; });
    std::vector<std::string> words;
    for (Index i = 0; i < count && i < ids.size(); ++i) // alternate between both ends
        words.push_back(
            corpus.vocabulary.word(i % 2 == 0 ? ids[i / 2] : ids[ids.size() - 1 - i / 2]));
    return words;
}

} // namespace textrnn
