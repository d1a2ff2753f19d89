// Cosines, counts of words by label, and principal components by power iteration.
#include "ablation/word_vectors.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace textrnn {

namespace {

double dot(const Real* a, const Real* b, Index count) {
    double sum = 0;
    for (Index j = 0; j < count; ++j) sum += static_cast<double>(a[j]) * static_cast<double>(b[j]);
    return sum;
}

using Matrix = std::vector<std::vector<double>>;

// Rows moved so that each column's mean is 0.
Matrix centered(Tensor rows) {
    Matrix result(rows.rows, std::vector<double>(rows.cols));
    for (Index j = 0; j < rows.cols; ++j) {
        double sum = 0;
        for (Index i = 0; i < rows.rows; ++i) sum += static_cast<double>(rows(i, j));
        for (Index i = 0; i < rows.rows; ++i)
            result[i][j] = static_cast<double>(rows(i, j)) - sum / static_cast<double>(rows.rows);
    }
    return result;
}

double squared_norm(const std::vector<double>& v) {
    return std::inner_product(v.begin(), v.end(), v.begin(), 0.0);
}

// The direction in which the rows spread most, by power iteration: v <- X^T X v, made one long.
std::vector<double> first_component(const Matrix& rows, Index cols) {
    constexpr int kIterations = 500;
    std::vector<double> v(cols);
    for (Index j = 0; j < cols; ++j) v[j] = 1 + 0.1 * std::sin(static_cast<double>(j));
    for (int iteration = 0; iteration < kIterations; ++iteration) {
        std::vector<double> next(cols);
        for (const std::vector<double>& row : rows) {
            const double along = std::inner_product(row.begin(), row.end(), v.begin(), 0.0);
            for (Index j = 0; j < cols; ++j) next[j] += along * row[j];
        }
        const double norm = std::sqrt(squared_norm(next));
        if (norm == 0) return std::vector<double>(cols);
        for (Index j = 0; j < cols; ++j) v[j] = next[j] / norm;
    }
    // Its sign is arbitrary: the largest element is made positive.
    const auto largest = std::max_element(
        v.begin(), v.end(), [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    if (*largest < 0)
        for (double& x : v) x = -x;
    return v;
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
    std::vector<std::pair<double, TokenId>> all; // by falling similarity, ties by id
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

std::vector<double> label_weights(const Corpus& corpus) {
    const Index last = corpus.labels.size() - 1, size = corpus.vocabulary.size();
    std::vector<double> in_first(size, 1), in_last(size, 1); // texts that have the word
    std::vector<Index> seen_in(size, 0);                     // the text (from 1) counted last
    double first_texts = 2, last_texts = 2;
    for (Index text = 0; text < corpus.train.size(); ++text) {
        const Index label = corpus.train.labels[text];
        if (label != 0 && label != last) continue;
        (label == 0 ? first_texts : last_texts) += 1;
        for (const TokenId id : corpus.train.tokens(text))
            if (std::exchange(seen_in[id], text + 1) != text + 1)
                (label == 0 ? in_first : in_last)[id] += 1;
    }
    std::vector<double> weights(size);
    for (Index id = 0; id < size; ++id) {
        const double p = in_last[id] / last_texts, q = in_first[id] / first_texts;
        weights[id] = (p - q) / (p + q);
    }
    return weights;
}

std::vector<std::string> telling_words(const Vocabulary& vocabulary,
                                       const std::vector<double>& weights, Index count) {
    constexpr TokenId kFrequent = 1000;
    std::vector<TokenId> ids(std::min<Index>(kFrequent, vocabulary.size() - kFirstWordId));
    std::iota(ids.begin(), ids.end(), kFirstWordId);
    std::stable_sort(ids.begin(), ids.end(),
                     [&](TokenId a, TokenId b) { return weights[a] > weights[b]; });
    std::vector<std::string> words;
    for (Index i = 0; i < count && i < ids.size(); ++i) // from both ends in turn
        words.push_back(vocabulary.word(i % 2 == 0 ? ids[i / 2] : ids[ids.size() - 1 - i / 2]));
    return words;
}

std::vector<MapPoint> word_map(Tensor table, const Vocabulary& vocabulary,
                               const std::vector<double>& weights, Index count,
                               double variance[2]) {
    count = std::min(count, table.rows - kFirstWordId);
    Matrix rows = centered(table.slice(kFirstWordId, count));
    double total = 0;
    for (const std::vector<double>& row : rows) total += squared_norm(row);
    std::vector<MapPoint> points(count);
    for (int axis = 0; axis < 2; ++axis) {
        const std::vector<double> component = first_component(rows, table.cols);
        double spread = 0;
        for (Index i = 0; i < count; ++i) {
            const double along =
                std::inner_product(rows[i].begin(), rows[i].end(), component.begin(), 0.0);
            (axis == 0 ? points[i].x : points[i].y) = along;
            spread += along * along;
            // What is left has no spread in this direction: its first component is the second.
            for (Index j = 0; j < table.cols; ++j) rows[i][j] -= along * component[j];
        }
        variance[axis] = total > 0 ? spread / total : 0;
    }
    for (Index i = 0; i < count; ++i) {
        const auto id = static_cast<TokenId>(kFirstWordId + i);
        points[i].word = vocabulary.word(id);
        points[i].weight = weights[id];
    }
    return points;
}

} // namespace textrnn
