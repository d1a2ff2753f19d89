// word2vec as a reference made of ops, and its fast path. There, all dots are matrix products: of
// the queries with the negatives, and of a few queries at a time with the words around them.
#include "pretrain/word2vec.h"

#include "autograd/ops.h"
#include "core/gemm.h"
#include "core/math.h"

#include <cmath>

namespace textrnn {

namespace {

using Center = Windows::Center;

struct Rows { // rows [N, D] of a table, and their gradient, which starts as zeros
    Tensor values, grad;
    Rows slice(Index first, Index count) const {
        return {values.slice(first, count), grad.slice(first, count)};
    }
};

Rows gather(Arena& arena, Tensor table, std::span<const TokenId> ids) {
    const Rows rows{arena.tensor(ids.size(), table.cols), arena.zeros(ids.size(), table.cols)};
    for (Index n = 0; n < ids.size(); ++n)
        std::copy_n(table.row(ids[n]), table.cols, rows.values.row(n));
    return rows;
}

std::span<const TokenId> center_ids(Arena& arena, const Windows& windows) {
    const std::span<TokenId> ids(arena.array<TokenId>(windows.centers.size()),
                                 windows.centers.size());
    for (Index i = 0; i < ids.size(); ++i) ids[i] = windows.tokens[windows.centers[i].token];
    return ids;
}

// Mean curvature of the loss by each of `rows` rows that share `predictions` predictions with the
// factors `others`: by q, -log sigmoid(+-q . u) has the second derivative s (1 - s) u u^T with s =
// sigmoid(q . u). Most s are near 0 or 1, and u u^T acts in one direction of D only, so |u|^2 /
// kFlatness stands for it. kFlatness was chosen by WordSim-353 on 20 million words: 4 (the bound
// in one direction) slows learning down, without curvature steps of 16,000 words diverge.
double mean_curvature(double predictions, Index rows, Tensor others) {
    constexpr double kFlatness = 128;
    double squares = 0;
    for (const Real x : others) squares += static_cast<double>(x * x);
    const double square = squares / static_cast<double>(others.rows); // mean |u|^2
    return predictions / static_cast<double>(rows) * square / kFlatness;
}

bool is_neighbor(const Center& c, Index token) { // without branches: the loops vectorise
    return (token >= c.begin) & (token < c.end) & (token != c.token);
}

// sum weight -log sigmoid(sign * score)
template <class Weight>
double loss_of(Tensor scores, double sign, Weight weight) {
    double sum = 0;
    for (Index i = 0; i < scores.rows; ++i)
        for (Index j = 0; j < scores.cols; ++j)
            if (const double w = weight(i, j); w > 0)
                sum += w * std::log1p(std::exp(-sign * static_cast<double>(scores(i, j))));
    return sum;
}

// Adds the gradients of sum_ij weight(i, j) * -log sigmoid(sign * q_i . u_j) to q and u, and the
// sum to `loss`. The derivative by the dot is weight * (sigmoid(dot) - (1 if sign > 0)).
template <class Weight>
void add_predictions(Arena& arena, const Rows& q, const Rows& u, Real sign, Weight weight,
                     double* loss) {
    const Arena::Scratch scratch(arena);
    const Tensor scores = arena.tensor(q.values.rows, u.values.rows);
    gemm(arena, Trans::kNo, q.values, Trans::kYes, u.values, scores, Accumulate::kNo);
    if (loss) *loss += loss_of(scores, static_cast<double>(sign), weight);
    const Real target = sign > 0 ? 1 : 0;
    for (Index i = 0; i < scores.rows; ++i)
        for (Index j = 0; j < scores.cols; ++j)
            scores(i, j) = weight(i, j) * (fast_sigmoid(scores(i, j)) - target);
    gemm(arena, Trans::kNo, scores, Trans::kNo, u.values, q.grad, Accumulate::kYes);
    gemm(arena, Trans::kYes, scores, Trans::kNo, q.values, u.grad, Accumulate::kYes);
}

struct Band { // centers [first, first + count), and the tokens [begin, begin + tokens) around them
    Index first, count, begin, tokens;
};

// Calls use(band) for all centers, a few at a time. Windows of near centers overlap, so a band is
// a matrix with few zeros.
template <class Use>
void for_each_band(const std::vector<Center>& centers, Use use) {
    constexpr Index kCenters = 12;
    for (Index first = 0; first < centers.size(); first += kCenters) {
        const Index count = std::min(kCenters, centers.size() - first);
        Index begin = centers[first].begin, end = begin;
        for (Index i = first; i < first + count; ++i) {
            begin = std::min(begin, centers[i].begin);
            end = std::max(end, centers[i].end);
        }
        use(Band{first, count, begin, end - begin});
    }
}

// [count, tokens] 1 / (number of neighbours) at each neighbour of a center, else 0
Tensor mean_weights(Arena& arena, const std::vector<Center>& centers, const Band& band) {
    const Tensor weights = arena.tensor(band.count, band.tokens);
    for (Index i = 0; i < weights.rows; ++i) {
        const Center& c = centers[band.first + i];
        const Real share = 1 / static_cast<Real>(c.neighbors());
        for (Index j = 0; j < weights.cols; ++j)
            weights(i, j) = is_neighbor(c, band.begin + j) ? share : 0;
    }
    return weights;
}

} // namespace

BlockGradient skip_gram(Arena& arena, const Word2vecTables& tables, const Windows& windows,
                        double negatives, double* loss) {
    const auto& centers = windows.centers;
    const auto ids = center_ids(arena, windows);
    const Rows queries = gather(arena, tables.embedding, ids);
    const Rows words = gather(arena, tables.output, windows.tokens);
    const Rows samples = gather(arena, tables.output, windows.negatives);
    const Real per_sample = static_cast<Real>(negatives / static_cast<double>(samples.values.rows));
    add_predictions(
        arena, queries, samples, -1,
        [&](Index i, Index) { return per_sample * static_cast<Real>(centers[i].neighbors()); },
        loss);
    for_each_band(centers, [&](const Band& band) {
        add_predictions(
            arena, queries.slice(band.first, band.count), words.slice(band.begin, band.tokens), 1,
            [&](Index i, Index j) -> Real {
                return is_neighbor(centers[band.first + i], band.begin + j);
            },
            loss);
    });
    const auto pairs = static_cast<double>(windows.pairs());
    return {{ids, queries.grad,
             mean_curvature(pairs, ids.size(), words.values) +
                 mean_curvature(pairs * negatives, ids.size(), samples.values)},
            {windows.tokens, words.grad, mean_curvature(pairs, words.values.rows, queries.values)},
            {windows.negatives, samples.grad,
             mean_curvature(pairs * negatives, samples.values.rows, queries.values)}};
}

BlockGradient cbow(Arena& arena, const Word2vecTables& tables, const Windows& windows,
                   double negatives, double* loss) {
    const auto& centers = windows.centers;
    const Index dim = tables.embedding.cols;
    const auto ids = center_ids(arena, windows);
    const Rows words = gather(arena, tables.embedding, windows.tokens);
    const Rows targets = gather(arena, tables.output, ids);
    const Rows samples = gather(arena, tables.output, windows.negatives);
    const Rows queries{arena.tensor(ids.size(), dim), arena.zeros(ids.size(), dim)};
    for_each_band(centers, [&](const Band& band) {
        const Arena::Scratch scratch(arena);
        gemm(arena, Trans::kNo, mean_weights(arena, centers, band), Trans::kNo,
             words.values.slice(band.begin, band.tokens),
             queries.values.slice(band.first, band.count), Accumulate::kNo);
    });
    const Real per_sample = static_cast<Real>(negatives / static_cast<double>(samples.values.rows));
    add_predictions(
        arena, queries, samples, -1, [&](Index, Index) { return per_sample; }, loss);
    for_each_band(centers, [&](const Band& band) {
        const Arena::Scratch scratch(arena);
        const Rows near = queries.slice(band.first, band.count);
        add_predictions(
            arena, near, targets.slice(band.first, band.count), 1,
            [](Index i, Index j) -> Real { return i == j; }, loss);
        gemm(arena, Trans::kYes, mean_weights(arena, centers, band), Trans::kNo, near.grad,
             words.grad.slice(band.begin, band.tokens), Accumulate::kYes);
    });
    const auto count = static_cast<double>(ids.size());
    double shares = 0; // sum over queries and their neighbours of the squared weight in the mean
    for (const Center& c : centers) shares += 1 / static_cast<double>(c.neighbors());
    return {{windows.tokens, words.grad,
             mean_curvature(shares, words.values.rows, targets.values) +
                 mean_curvature(shares * negatives, words.values.rows, samples.values)},
            {ids, targets.grad, mean_curvature(1, 1, queries.values)},
            {windows.negatives, samples.grad,
             mean_curvature(count * negatives, samples.values.rows, queries.values)}};
}

namespace {

// The rows of a sparse gradient, copied into the arena.
RowGradient rows_of(Arena& arena, const SparseGradient& gradient) {
    const std::span<TokenId> ids(arena.array<TokenId>(gradient.ids().size()),
                                 gradient.ids().size());
    const Tensor rows = arena.tensor(ids.size(), gradient.dim());
    std::copy(gradient.ids().begin(), gradient.ids().end(), ids.begin());
    for (Index n = 0; n < ids.size(); ++n)
        std::copy_n(gradient.find(ids[n]), rows.cols, rows.row(n));
    return {ids, rows};
}

// skip_gram, or cbow if `mean` is true.
BlockGradient reference(Arena& arena, const Word2vecTables& tables, const Windows& windows,
                        double negatives, double* loss, bool mean) {
    const auto& centers = windows.centers;
    std::vector<Index> query_of, neighbor; // [pairs]
    for (Index i = 0; i < centers.size(); ++i)
        for (Index j = centers[i].begin; j < centers[i].end; ++j)
            if (j != centers[i].token) {
                query_of.push_back(i);
                neighbor.push_back(j);
            }
    std::vector<Real> weights; // of each query's negatives
    for (const Center& c : centers)
        weights.push_back(
            static_cast<Real>(negatives * (mean ? 1.0 : static_cast<double>(c.neighbors())) /
                              static_cast<double>(windows.negatives.size())));
    const std::vector<Real> ones(neighbor.size(), 1);

    Tape tape(arena);
    SparseGradient d_embedding(tables.embedding.rows, tables.embedding.cols);
    SparseGradient d_output(tables.output.rows, tables.output.cols);
    const Table embedding{tables.embedding, &d_embedding}, output{tables.output, &d_output};
    const auto ids = center_ids(arena, windows);
    Var query, dots;
    if (mean) {
        const Tensor share =
            mean_weights(arena, centers, {0, centers.size(), 0, windows.tokens.size()});
        query = matmul(tape, tape.constant(share), lookup(tape, embedding, windows.tokens));
        dots = row_dots(tape, query, lookup(tape, output, ids));
    } else {
        query = lookup(tape, embedding, ids);
        dots = row_dots(tape, pick_rows(tape, query, query_of),
                        pick_rows(tape, lookup(tape, output, windows.tokens), neighbor));
    }
    const Var negative_dots = linear(tape, query, lookup(tape, output, windows.negatives), Var{});
    const Var sum = add(tape, logistic_loss(tape, dots, 1, ones),
                        logistic_loss(tape, negative_dots, -1, weights));
    tape.backward(sum);
    if (loss) *loss += static_cast<double>(sum.value().data[0]);
    return {rows_of(arena, d_embedding), rows_of(arena, d_output), {}};
}

} // namespace

BlockGradient skip_gram_reference(Arena& arena, const Word2vecTables& tables,
                                  const Windows& windows, double negatives, double* loss) {
    return reference(arena, tables, windows, negatives, loss, false);
}

BlockGradient cbow_reference(Arena& arena, const Word2vecTables& tables, const Windows& windows,
                             double negatives, double* loss) {
    return reference(arena, tables, windows, negatives, loss, true);
}

std::span<const Word2vecMethod> word2vec_methods() {
    static constexpr Word2vecMethod kMethods[] = {
        {"skip_gram", skip_gram, skip_gram_reference, true},
        {"cbow", cbow, cbow_reference, false},
    };
    return kMethods;
}

} // namespace textrnn
