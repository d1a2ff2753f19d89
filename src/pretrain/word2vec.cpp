// word2vec as a reference made of ops, and its fast path by matrix products: of all queries with
// the negatives, and in skip-gram of a few queries at a time with the tokens around them.
#include "pretrain/word2vec.h"

#include "autograd/ops.h"
#include "core/activations.h"
#include "core/gemm.h"

#include <numeric>

namespace textrnn {

using Center = Windows::Center;

// Calls use(i, j, 1 / (number of neighbours)) for each center i and neighbour tokens[j].
static void for_each_neighbor(const std::vector<Center>& centers, auto use) {
    for (Index i = 0; i < centers.size(); ++i)
        for (Index j = centers[i].begin; j < centers[i].end; ++j)
            if (j != centers[i].token) use(i, j, 1 / static_cast<Real>(centers[i].neighbors()));
}

// sum a_i b_i: product i is added to sum i % 16, then the 16 sums, so that the loop vectorises.
template <class Sum>
static Sum dot(const Real* a, const Real* b, Index count) {
    constexpr Index kSums = 16;
    Sum sums[kSums] = {};
    const auto add_products = [&](Index begin, Index n) {
        for (Index i = 0; i < n; ++i) sums[i] += static_cast<Sum>(a[begin + i] * b[begin + i]);
    };
    const Index rest = count % kSums;
    for (Index begin = 0; begin < count - rest; begin += kSums) add_products(begin, kSums);
    add_products(count - rest, rest);
    return std::accumulate(std::begin(sums), std::end(sums), Sum{0});
}

// Second derivative of the loss by a row q, mean over `rows` rows. Each of `predictions` terms -log
// sigmoid(+-q . u) adds s (1 - s) u u^T, with s = sigmoid(q . u); `square`: the mean of |u|^2. Most
// s are near 0 or 1, and u u^T has rank 1, so each term counts as |u|^2 / kFlatness. kFlatness was
// chosen by WordSim-353 on 20 million words; 4, as s (1 - s) <= 1/4, slows learning down. Without
// curvature, steps of 16,000 words diverged (a step has 4,096).
static double mean_curvature(double predictions, Index rows, double square) {
    constexpr double kFlatness = 128;
    return predictions / static_cast<double>(rows) * square / kFlatness;
}

// sum of weight * -log sigmoid(sign * score)
static double loss_of(Tensor scores, double sign, auto weight) {
    double sum = 0;
    for (Index i = 0; i < scores.rows; ++i)
        for (Index j = 0; j < scores.cols; ++j)
            if (const double w = weight(i, j); w > 0)
                sum += w * softplus(-sign * static_cast<double>(scores(i, j)));
    return sum;
}

// Adds the gradients of sum_ij weight(i, j) * -log sigmoid(sign * q_i . u_j) to q and u, and the
// sum to `loss`. The derivative by the dot is weight * (sigmoid(dot) - (1 if sign > 0)).
static void add_predictions(Arena& arena, const RowGradient& q, const RowGradient& u, Real sign,
                            auto weight, double* loss) {
    const Arena::Scratch scratch(arena);
    const Tensor scores = arena.tensor(q.values.rows, u.values.rows);
    gemm(arena, Trans::kNo, q.values, Trans::kYes, u.values, scores);
    if (loss) *loss += loss_of(scores, static_cast<double>(sign), weight);
    apply_sigmoid(scores, scores);
    const Real target = sign > 0 ? 1 : 0;
    for (Index i = 0; i < scores.rows; ++i)
        for (Index j = 0; j < scores.cols; ++j)
            scores(i, j) = weight(i, j) * (scores(i, j) - target);
    gemm(arena, Trans::kNo, scores, Trans::kNo, u.values, q.grad, q.grad);
    gemm(arena, Trans::kYes, scores, Trans::kNo, q.values, u.grad, u.grad);
}

// As add_predictions with sign 1, where each q_i predicts the neighbours of center i among the
// tokens u. Takes a few near centers at a time: their matrix of neighbours has few zeros.
static void add_neighbor_predictions(Arena& arena, const RowGradient& q, const RowGradient& u,
                                     std::span<const Center> all, double* loss) {
    constexpr Index kCenters = 12;
    for (Index first = 0; first < all.size(); first += kCenters) {
        const auto centers = all.subspan(first, std::min(kCenters, all.size() - first));
        const Index begin = std::ranges::min(centers, {}, &Center::begin).begin;
        const Index end = std::ranges::max(centers, {}, &Center::end).end;
        const auto is_pair = [&](Index i, Index j) -> Real {
            const Center& c = centers[i];
            const Index token = begin + j; // without branches: the loops vectorise
            return (token >= c.begin) & (token < c.end) & (token != c.token);
        };
        add_predictions(arena, q.slice(first, centers.size()), u.slice(begin, end - begin), 1,
                        is_pair, loss);
    }
}

// As add_predictions with sign 1, where each q_i predicts u_i only.
static void add_own_predictions(Arena& arena, const RowGradient& q, const RowGradient& u,
                                double* loss) {
    const Index dim = q.values.cols;
    const Tensor scores = arena.tensor(q.values.rows, 1);
    for (Index i = 0; i < scores.rows; ++i)
        scores(i, 0) = dot<Real>(q.values.row(i), u.values.row(i), dim);
    if (loss) *loss += loss_of(scores, 1, [](Index, Index) { return 1; });
    apply_sigmoid(scores, scores);
    for (Index i = 0; i < scores.rows; ++i) {
        add_scaled(q.grad.row(i), scores(i, 0) - 1, u.values.row(i), dim);
        add_scaled(u.grad.row(i), scores(i, 0) - 1, q.values.row(i), dim);
    }
}

static std::vector<Real> negative_weights(const Word2vec& model, const Windows& windows) { // w_q
    std::vector<Real> weights;
    const double per_sample = model.negatives / static_cast<double>(windows.negatives.size());
    for (const Center& c : windows.centers)
        weights.push_back(
            static_cast<Real>(per_sample * static_cast<double>(model.predictions(c))));
    return weights;
}

// Sets the curvature of the three row gradients in `result`.
static void estimate_curvature(const Word2vec& model, const Windows& windows, Tensor queries,
                               BlockGradient& result) {
    double predictions = 0, squares = 0; // squares: of an embedding's share in a query
    for (const Center& c : windows.centers) {
        const auto count = static_cast<double>(model.predictions(c));
        predictions += count;
        squares += model.cbow ? 1 / static_cast<double>(c.neighbors()) : count;
    }
    const auto mean_square = [](Tensor rows) { // of the rows' norms
        return dot<double>(rows.data, rows.data, rows.size()) / static_cast<double>(rows.rows);
    };
    const double of_queries = mean_square(queries);
    auto& [embedding, predicted, negatives] = result;
    const Index rows = embedding.ids.size();
    embedding.curvature =
        mean_curvature(squares, rows, mean_square(predicted.values)) +
        mean_curvature(squares * model.negatives, rows, mean_square(negatives.values));
    predicted.curvature = mean_curvature(predictions, predicted.ids.size(), of_queries);
    negatives.curvature =
        mean_curvature(predictions * model.negatives, negatives.ids.size(), of_queries);
}

// The rows of the block's tokens, centers and negative samples, with gradients of zeros.
static BlockGradient gather_block(Arena& arena, Arena& memory, const Word2vec& model,
                                  const Windows& windows) {
    const auto gather = [&](Tensor table, std::span<const TokenId> ids) -> RowGradient {
        return {ids, gather_rows(memory, table, ids), arena.zeros(ids.size(), table.cols)};
    };
    const Index count = windows.centers.size();
    TokenId* const ids = arena.array<TokenId>(count);
    for (Index i = 0; i < count; ++i) ids[i] = windows.tokens[windows.centers[i].token];
    const std::span<const TokenId> tokens = windows.tokens, centers(ids, count);
    return {gather(model.embedding, model.cbow ? tokens : centers),
            gather(model.output, model.cbow ? centers : tokens),
            gather(model.output, windows.negatives)};
}

BlockGradient word2vec(Arena& arena, Arena& memory, const Word2vec& model, const Windows& windows,
                       double* loss) {
    const auto& all = windows.centers;
    BlockGradient result = gather_block(arena, memory, model, windows);
    const RowGradient& tokens = model.cbow ? result.embedding : result.words;
    const RowGradient& centers = model.cbow ? result.words : result.embedding;
    const Index dim = model.embedding.cols;
    const RowGradient queries =
        model.cbow ? RowGradient{{}, memory.zeros(all.size(), dim), memory.zeros(all.size(), dim)}
                   : centers;
    if (model.cbow)
        for_each_neighbor(all, [&](Index i, Index j, Real share) {
            add_scaled(queries.values.row(i), share, tokens.values.row(j), dim);
        });
    const auto weights = negative_weights(model, windows);
    add_predictions(
        memory, queries, result.negatives, -1, [&](Index i, Index) { return weights[i]; }, loss);
    if (model.cbow) {
        add_own_predictions(memory, queries, centers, loss);
        for_each_neighbor(all, [&](Index i, Index j, Real share) {
            add_scaled(tokens.grad.row(j), share, queries.grad.row(i), dim);
        });
    } else {
        add_neighbor_predictions(memory, queries, tokens, all, loss);
    }
    estimate_curvature(model, windows, queries.values, result);
    return result;
}

BlockGradient word2vec_reference(Arena& arena, Arena& memory, const Word2vec& model,
                                 const Windows& windows, double* loss) {
    std::vector<Index> center, neighbor; // of each pair
    for_each_neighbor(windows.centers, [&](Index i, Index j, Real) {
        center.push_back(i);
        neighbor.push_back(j);
    });
    const std::vector<Real> weights = negative_weights(model, windows);
    const std::vector<Real> ones(neighbor.size(), 1);
    BlockGradient result = gather_block(arena, memory, model, windows);

    Tape tape(memory);
    const auto leaf = [&](const char* name, const RowGradient& r) {
        return tape.leaf(name, r.values, r.grad);
    };
    const Var embedding = leaf("embedding", result.embedding), words = leaf("words", result.words);
    const Var tokens = model.cbow ? embedding : words, all = model.cbow ? words : embedding;
    Var query = all, dots;
    if (model.cbow) {
        const Tensor means = memory.zeros(windows.centers.size(), windows.tokens.size());
        for_each_neighbor(windows.centers,
                          [&](Index i, Index j, Real share) { means(i, j) = share; });
        query = matmul(tape, tape.constant(means), tokens);
        dots = row_dots(tape, query, all);
    } else
        dots = row_dots(tape, pick_rows(tape, query, center), pick_rows(tape, tokens, neighbor));
    const Var samples = leaf("negatives", result.negatives);
    const Var of_samples = logistic_loss(tape, linear(tape, query, samples, Var{}), -1, weights);
    const Var sum = add(tape, logistic_loss(tape, dots, 1, ones), of_samples);
    tape.backward(sum);
    if (loss) *loss += static_cast<double>(sum.value().data[0]);
    estimate_curvature(model, windows, query.value(), result);
    return result;
}

} // namespace textrnn
