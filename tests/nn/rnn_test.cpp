// Every cell, in both directions and both implementations: gradient checks, equality of the fused
// path with the reference, and independence of a text's states from the rest of its batch.
#include "autograd/gradcheck.h"
#include "catch.h"
#include "core/random.h"
#include "nn/rnn.h"

#include <cmath>
#include <memory>

using namespace textrnn;

namespace {

constexpr Index kInputs = 3, kHidden = 4;
constexpr double kEqual = sizeof(Real) == 8 ? 1e-12 : 2e-6;

using Rnn = Var (*)(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&, bool);

struct SharedBuffer { // x and the four weights of a cell, as plain memory
    std::vector<std::unique_ptr<Storage>> owned;
    std::vector<Tensor> tensors;

    SharedBuffer(const Cell& cell, Index tokens, Index inputs, Index hidden) {
        const Index gates = cell.gates * hidden;
        for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{
                 {tokens, inputs}, {gates, inputs}, {gates, hidden}, {1, gates}, {1, gates}}) {
            Random random(23, Stream::kInit, tensors.size());
            owned.push_back(std::make_unique<Storage>(rows * cols));
            const double bound = 1.5 / std::sqrt(static_cast<double>(hidden));
            for (Real& x : *owned.back()) x = static_cast<Real>(random.uniform(-bound, bound));
            tensors.push_back({owned.back()->data(), rows, cols});
        }
    }
};

Function run(Rnn rnn, const Cell& cell, const Packed& packed, bool reverse) {
    return [rnn, &cell, &packed, reverse](Tape& tape, std::span<const Var> v) {
        return rnn(tape, cell, {v[0]}, packed, {v[1], v[2], v[3], v[4]}, reverse);
    };
}

// Value and all gradients of one pass, flat.
std::vector<Real> pass(Rnn rnn, const Cell& cell, const Packed& packed, bool reverse,
                       const SharedBuffer& values) {
    Arena arena;
    Tape tape(arena);
    std::vector<Var> v;
    for (const Tensor& t : values.tensors)
        v.push_back(tape.leaf("input", t, arena.zeros(t.rows, t.cols)));
    const Var out = rnn(tape, cell, {v[0]}, packed, {v[1], v[2], v[3], v[4]}, reverse);
    const Tensor weights = arena.tensor(out.rows(), out.cols());
    Random random(5, Stream::kGradcheck);
    for (Real& w : weights) w = static_cast<Real>(random.uniform(-1, 1));
    tape.backward(weighted_sum(tape, out, weights));
    std::vector<Real> all(out.value().begin(), out.value().end());
    for (const Var input : v) all.insert(all.end(), input.grad().begin(), input.grad().end());
    return all;
}

} // namespace

TEST_CASE("every cell's gradient is its difference quotient, in both implementations") {
    const Packed packed = Packed::of({4, 2, 2, 1});
    for (const Cell& cell : cells())
        for (const bool reverse : {false, true}) {
            const SharedBuffer values(cell, packed.tokens(), kInputs, kHidden);
            INFO(cell.name << (reverse ? " reverse" : " forward"));
            CHECK(gradient_error(run(rnn_reference, cell, packed, reverse), values.tensors) <
                  kGradientTolerance);
            CHECK(gradient_error(run(rnn_fused, cell, packed, reverse), values.tensors) <
                  kGradientTolerance);
        }
}

TEST_CASE("fused and reference RNN agree in states and gradients") {
    const std::vector<std::vector<Index>> batches{
        {1}, {7}, {3, 3, 3}, {9, 5, 5, 2, 1, 1}, {20, 19, 17, 17, 17, 12, 8, 8, 3, 2, 1}};
    for (const Cell& cell : cells())
        for (const bool reverse : {false, true})
            for (const auto& lengths : batches)
                for (const Index hidden : {Index{5}, Index{33}}) {
                    const Packed packed = Packed::of(lengths);
                    const SharedBuffer values(cell, packed.tokens(), 17, hidden);
                    const auto plain = pass(rnn_reference, cell, packed, reverse, values);
                    const auto fused = pass(rnn_fused, cell, packed, reverse, values);
                    INFO(cell.name << (reverse ? " reverse" : "") << " batch of "
                                   << lengths.size() << ", hidden " << hidden);
                    double worst = 0;
                    for (Index i = 0; i < plain.size(); ++i)
                        worst = std::max(worst, std::fabs(double{plain[i]} - double{fused[i]}) /
                                                    (1 + std::fabs(double{plain[i]})));
                    CHECK(worst < kEqual * 10);
                }
}

TEST_CASE("a sequence's states do not depend on its batch, to the last bit") {
    const std::vector<Index> lengths{13, 9, 9, 4, 1};
    const Packed together = Packed::of(lengths);
    for (const Cell& cell : cells())
        for (const bool reverse : {false, true}) {
            const SharedBuffer values(cell, together.tokens(), 6, 37);
            Arena arena;
            Tape tape(arena, false);
            std::vector<Var> v;
            for (const Tensor& t : values.tensors) v.push_back(tape.constant(t));
            const CellWeights weights{v[1], v[2], v[3], v[4]};
            const Tensor all =
                rnn_fused(tape, cell, {v[0]}, together, weights, reverse).value();
            for (Index b = 0; b < lengths.size(); ++b) {
                const Packed alone = Packed::of({lengths[b]});
                const Tensor x = arena.tensor(lengths[b], 6);
                for (Index t = 0; t < lengths[b]; ++t)
                    std::copy_n(v[0].value().row(together.row(t, b)), 6, x.row(t));
                const Tensor own =
                    rnn_fused(tape, cell, {tape.constant(x)}, alone, weights, reverse).value();
                for (Index t = 0; t < lengths[b]; ++t)
                    for (Index j = 0; j < 37; ++j)
                        REQUIRE(own(t, j) == all(together.row(t, b), j));
            }
        }
}

namespace {

// States, and gradients of the words' vectors and all weights, flat; of vectors read token by
// token, or of words that bring their gates with them.
std::vector<Real> pass_words(Rnn rnn, const Cell& cell, const Packed& packed, bool reverse,
                             const std::vector<Index>& rows, const SharedBuffer& values,
                             bool by_word) {
    Arena arena;
    Tape tape(arena);
    std::vector<Var> v;
    for (const Tensor& t : values.tensors)
        v.push_back(tape.leaf("input", t, arena.zeros(t.rows, t.cols)));
    const Var out =
        by_word ? rnn(tape, cell, {{}, linear(tape, v[0], v[1], v[3]), rows}, packed,
                      {{}, v[2], {}, v[4]}, reverse)
                : rnn(tape, cell, {pick_rows(tape, v[0], rows)}, packed,
                      {v[1], v[2], v[3], v[4]}, reverse);
    const Tensor factors = arena.tensor(out.rows(), out.cols());
    Random random(5, Stream::kGradcheck);
    for (Real& w : factors) w = static_cast<Real>(random.uniform(-1, 1));
    tape.backward(weighted_sum(tape, out, factors));
    std::vector<Real> all(out.value().begin(), out.value().end());
    for (const Var input : v) all.insert(all.end(), input.grad().begin(), input.grad().end());
    return all;
}

} // namespace

TEST_CASE("words that bring their gates with them are as good as vectors read token by token") {
    const Packed packed = Packed::of({5, 3, 3, 1});
    const std::vector<Index> rows{4, 0, 2, 2, 6, 4, 1, 2, 0, 0, 4, 2}; // 3 and 5 do not occur
    for (const Cell& cell : cells())
        for (const bool reverse : {false, true}) {
            const SharedBuffer values(cell, 7, 6, 9); // 7 words
            const auto expected =
                pass_words(rnn_reference, cell, packed, reverse, rows, values, false);
            for (const Rnn rnn : {rnn_reference, rnn_fused}) {
                const auto found = pass_words(rnn, cell, packed, reverse, rows, values, true);
                INFO(cell.name << (reverse ? " reverse" : ""));
                REQUIRE(found.size() == expected.size());
                double worst = 0;
                for (Index i = 0; i < found.size(); ++i)
                    worst = std::max(worst, std::fabs(double{found[i]} - double{expected[i]}));
                CHECK(worst < kEqual * 10);
            }
        }
}
