// Nearest neighbours and rank correlation of words, computed in double precision.
#include "train/word_vectors.h"

#include "core/error.h"
#include "data/unicode.h"
#include "io/file.h"
#include "io/text.h"
#include "io/utf8.h"

#include <sstream>
#include <unordered_map>

namespace textrnn {

static double dot(const auto* a, const auto* b, Index count) {
    double sum = 0;
    for (Index j = 0; j < count; ++j) sum += static_cast<double>(a[j]) * static_cast<double>(b[j]);
    return sum;
}
static double norm(const auto* x, Index count) { return std::sqrt(dot(x, x, count)); }

// Ranks minus their mean; equal values share the mean of their ranks. Precondition: no NaN.
static std::vector<double> centered_ranks(const std::vector<double>& values) {
    std::vector<Index> order = numbers_below(values.size());
    std::ranges::sort(order, {}, [&](Index i) { return values[i]; });
    std::vector<double> ranks(values.size());
    const double mean = (static_cast<double>(values.size()) - 1) / 2;
    for (Index first = 0, end = 0; first < order.size(); first = end) { // a run of equal values
        while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
        for (Index i = first; i < end; ++i)
            ranks[order[i]] = static_cast<double>(first + end - 1) / 2 - mean;
    }
    return ranks;
}

static std::string without_case(std::string_view word) {
    std::string folded;
    for (std::size_t i = 0; i < word.size();)
        append_code_point(folded, lower_case(next_code_point(word, i)));
    return folded;
}

std::vector<Neighbor> nearest_neighbors(Tensor table, const Vocabulary& vocabulary,
                                        const WordSum& sum, Index count) {
    std::vector<double> query(table.cols);
    for (const auto& [word, factor] : sum) {
        const Real* const row = table.row(word);
        const double own_norm = norm(row, table.cols);
        for (Index j = 0; j < table.cols && own_norm > 0; ++j)
            query[j] += factor * static_cast<double>(row[j]) / own_norm;
    }
    const double query_norm = norm(query.data(), table.cols);
    std::vector<std::pair<double, TokenId>> all; // minus the similarity, id
    for (TokenId id = kFirstWordId; id < table.rows; ++id) {
        const double norms = norm(table.row(id), table.cols) * query_norm;
        if (norms > 0 && std::ranges::count(sum, id, &WordSum::value_type::first) == 0)
            all.emplace_back(-dot(query.data(), table.row(id), table.cols) / norms, id);
    }
    const auto kept = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
    std::partial_sort(all.begin(), kept, all.end());
    std::vector<Neighbor> nearest;
    for (auto it = all.begin(); it != kept; ++it)
        nearest.push_back({vocabulary.word(it->second), -it->first});
    return nearest;
}

double spearman(const std::vector<double>& a, const std::vector<double>& b) {
    const std::vector<double> x = centered_ranks(a), y = centered_ranks(b);
    const Index n = x.size();
    return dot(x.data(), y.data(), n) /
           std::sqrt(dot(x.data(), x.data(), n) * dot(y.data(), y.data(), n));
}

PairAgreement compare_pairs(const std::string& path, const Vocabulary& vocabulary, Tensor table) {
    constexpr Index kMostWords = 300000;
    std::unordered_map<std::string, TokenId> rows; // by spelling without case
    for (TokenId id = kFirstWordId; id < std::min(table.rows, kMostWords + kFirstWordId); ++id)
        rows.try_emplace(without_case(vocabulary.word(id)), id);
    PairAgreement result;
    std::vector<double> scores, cosines;
    LineReader lines = open_lines(path, false);
    for (std::string line, left, right; lines.next(line);) {
        if (line.empty() || line[0] == '#') continue;
        double score = 0;
        std::istringstream fields(line);
        std::getline(std::getline(fields, left, '\t'), right, '\t') >> score;
        if (!fields || !fields.eof())
            refuse(input_name(path) + ":" + std::to_string(lines.line_number()),
                   "expected WORD<TAB>WORD<TAB>NUMBER, found " + excerpt(line));
        ++result.pairs;
        const auto a = rows.find(without_case(left)), b = rows.find(without_case(right));
        if (a == rows.end() || b == rows.end()) continue;
        const Real *const x = table.row(a->second), *const y = table.row(b->second);
        const double norms = norm(x, table.cols) * norm(y, table.cols);
        scores.push_back(score);
        cosines.push_back(norms > 0 ? dot(x, y, table.cols) / norms : 0);
    }
    result.known = scores.size();
    result.spearman = spearman(scores, cosines);
    if (std::isnan(result.spearman))
        refuse(input_name(path), std::to_string(result.known) + " of " +
                                          std::to_string(result.pairs) +
                                          " pairs have both words in the vocabulary; expected two "
                                          "or more, with different scores and cosines");
    return result;
}

} // namespace textrnn
