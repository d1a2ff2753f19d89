// word2vec as a reference made of ops, and its fast path. The fast path computes dots as matrix
// products: of all queries with the negatives, and in skip-gram, of a few queries at a time with
// the tokens around them.
#include "pretrain/word2vec.h"

#include "autograd/ops.h"
#include "core/activations.h"
#include "core/gemm.h"

#include <numeric>

namespace textrnn {

namespace {

using Center = Windows::Center;

struct Rows { // rows [N, D] of a table, and their gradient, which starts as zeros
    Tensor values, grad;
    Rows slice(Index first, Index count) const {
        return {values.slice(first, count), grad.slice(first, count)};
    }
};

Rows gather(Arena& arena, Arena& memory, Tensor table, std::span<const TokenId> ids) {
    return {gather_rows(memory, table, ids), arena.zeros(ids.size(), table.cols)};
}

std::span<const TokenId> center_ids(Arena& arena, const Windows& windows) {
    const std::span<TokenId> ids(arena.array<TokenId>(windows.centers.size()),
                                 windows.centers.size());
    for (Index i = 0; i < ids.size(); ++i) ids[i] = windows.tokens[windows.centers[i].token];
    return ids;
}

// Calls use(i, j, 1 / (number of neighbours)) for each center i and neighbour tokens[j].
template <class Use>
void for_each_neighbor(const std::vector<Center>& centers, Use use) {
    for (Index i = 0; i < centers.size(); ++i)
        for (Index j = centers[i].begin; j < centers[i].end; ++j)
            if (j != centers[i].token) use(i, j, 1 / static_cast<Real>(centers[i].neighbors()));
}

// sum a_i b_i. Adds product i to sum i % 16, then the 16 sums: the loop vectorises, and the
// additions have a fixed order.
template <class Sum>
Sum dot(const Real* a, const Real* b, Index count) {
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

// Second derivative of the loss by a row q, mean over `rows` rows. The loss has `predictions` terms
// -log sigmoid(+-q . u), each of which adds s (1 - s) u u^T with s = sigmoid(q . u); the mean of
// |u|^2 is `square`. Most s are near 0 or 1, and u u^T acts in one direction of D only, so each
// term counts as |u|^2 / kFlatness. kFlatness was chosen by WordSim-353 on 20 million words: 4 (the
// bound in one direction) slows learning down. Without curvature, steps of 16,000 words diverged
// (now: 4,096).
double mean_curvature(double predictions, Index rows, double square) {
    constexpr double kFlatness = 128;
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
                sum += w * softplus(-sign * static_cast<double>(scores(i, j)));
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
    apply_sigmoid(scores, scores);
    const Real target = sign > 0 ? 1 : 0;
    for (Index i = 0; i < scores.rows; ++i)
        for (Index j = 0; j < scores.cols; ++j)
            scores(i, j) = weight(i, j) * (scores(i, j) - target);
    gemm(arena, Trans::kNo, scores, Trans::kNo, u.values, q.grad, Accumulate::kYes);
    gemm(arena, Trans::kYes, scores, Trans::kNo, q.values, u.grad, Accumulate::kYes);
}

// As add_predictions with sign 1, where each q_i predicts the neighbours of center i among the
// tokens u. Takes a few near centers at a time: their matrix of neighbours has few zeros.
void add_neighbor_predictions(Arena& arena, const Rows& q, const Rows& u,
                              std::span<const Center> all, double* loss) {
    constexpr Index kCenters = 12;
    for (Index first = 0; first < all.size(); first += kCenters) {
        const auto centers = all.subspan(first, std::min(kCenters, all.size() - first));
        const Index begin = std::ranges::min(centers, {}, &Center::begin).begin;
        const Index end = std::ranges::max(centers, {}, &Center::end).end;
        const auto is_pair = [&](Index i, Index j) -> Real {
            return is_neighbor(centers[i], begin + j);
        };
        add_predictions(arena, q.slice(first, centers.size()), u.slice(begin, end - begin), 1,
                        is_pair, loss);
    }
}

// As add_predictions with sign 1, where each q_i predicts u_i only.
void add_own_predictions(Arena& arena, const Rows& q, const Rows& u, double* loss) {
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

// Number of predictions of each query.
double predictions_of(const Word2vec& model, const Center& c) {
    return model.cbow ? 1 : static_cast<double>(c.neighbors());
}

std::vector<Real> negative_weights(const Word2vec& model, const Windows& windows) { // [P] w_q
    std::vector<Real> weights;
    const double per_sample = model.negatives / static_cast<double>(windows.negatives.size());
    for (const Center& c : windows.centers)
        weights.push_back(static_cast<Real>(per_sample * predictions_of(model, c)));
    return weights;
}

void estimate_curvature(const Word2vec& model, const Windows& windows, Tensor queries, Tensor words,
                        Tensor samples, BlockGradient& result) {
    double predictions = 0, squares = 0; // squares: of the weights of embeddings in queries
    for (const Center& c : windows.centers) {
        predictions += predictions_of(model, c);
        squares += model.cbow ? 1 / static_cast<double>(c.neighbors()) : predictions_of(model, c);
    }
    const auto mean_square = [](Tensor rows) { // of the rows' norms
        return dot<double>(rows.data, rows.data, rows.size()) / static_cast<double>(rows.rows);
    };
    const double of_queries = mean_square(queries);
    auto& [embedding, predicted, negatives] = result;
    embedding.curvature =
        mean_curvature(squares, embedding.ids.size(), mean_square(words)) +
        mean_curvature(squares * model.negatives, embedding.ids.size(), mean_square(samples));
    predicted.curvature = mean_curvature(predictions, predicted.ids.size(), of_queries);
    negatives.curvature =
        mean_curvature(predictions * model.negatives, negatives.ids.size(), of_queries);
}

// The rows of the block's tokens, centers and negative samples.
struct BlockRows {
    std::span<const TokenId> ids; // of the centers
    Rows tokens, centers, samples;
};

BlockRows gather_block(Arena& arena, Arena& memory, const Word2vec& model, const Windows& windows) {
    const auto ids = center_ids(arena, windows);
    return {ids, gather(arena, memory, model.cbow ? model.embedding : model.output, windows.tokens),
            gather(arena, memory, model.cbow ? model.output : model.embedding, ids),
            gather(arena, memory, model.output, windows.negatives)};
}

BlockGradient gradient_of(const Word2vec& model, const Windows& windows, const BlockRows& rows,
                          Tensor queries) {
    const RowGradient tokens{windows.tokens, rows.tokens.grad};
    const RowGradient centers{rows.ids, rows.centers.grad};
    BlockGradient result{model.cbow ? tokens : centers, model.cbow ? centers : tokens,
                         {windows.negatives, rows.samples.grad}};
    estimate_curvature(model, windows, queries, (model.cbow ? rows.centers : rows.tokens).values,
                       rows.samples.values, result);
    return result;
}

} // namespace

BlockGradient word2vec(Arena& arena, Arena& memory, const Word2vec& model, const Windows& windows,
                       double* loss) {
    const auto& all = windows.centers;
    const BlockRows rows = gather_block(arena, memory, model, windows);
    const Rows &tokens = rows.tokens, &centers = rows.centers;
    const Index dim = model.embedding.cols;
    const Rows queries =
        model.cbow ? Rows{memory.zeros(all.size(), dim), memory.zeros(all.size(), dim)} : centers;
    if (model.cbow)
        for_each_neighbor(all, [&](Index i, Index j, Real share) {
            add_scaled(queries.values.row(i), share, tokens.values.row(j), dim);
        });
    const auto weights = negative_weights(model, windows);
    add_predictions(
        memory, queries, rows.samples, -1, [&](Index i, Index) { return weights[i]; }, loss);
    if (model.cbow) {
        add_own_predictions(memory, queries, centers, loss);
        for_each_neighbor(all, [&](Index i, Index j, Real share) {
            add_scaled(tokens.grad.row(j), share, queries.grad.row(i), dim);
        });
    } else {
        add_neighbor_predictions(memory, queries, tokens, all, loss);
    }
    return gradient_of(model, windows, rows, queries.values);
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
    const BlockRows rows = gather_block(arena, memory, model, windows);

    Tape tape(memory);
    const auto leaf = [&](const char* name, const Rows& r) {
        return tape.leaf(name, r.values, r.grad);
    };
    const Var tokens = leaf("tokens", rows.tokens), all = leaf("centers", rows.centers);
    Var query = all, dots;
    if (model.cbow) {
        const Tensor means = memory.zeros(windows.centers.size(), windows.tokens.size());
        for_each_neighbor(windows.centers,
                          [&](Index i, Index j, Real share) { means(i, j) = share; });
        query = matmul(tape, tape.constant(means), tokens);
        dots = row_dots(tape, query, all);
    } else
        dots = row_dots(tape, pick_rows(tape, query, center), pick_rows(tape, tokens, neighbor));
    const Var samples = leaf("samples", rows.samples);
    const Var sum = add(tape, logistic_loss(tape, dots, 1, ones),
                        logistic_loss(tape, linear(tape, query, samples, Var{}), -1, weights));
    tape.backward(sum);
    if (loss) *loss += static_cast<double>(sum.value().data[0]);
    return gradient_of(model, windows, rows, query.value());
}

} // namespace textrnn
