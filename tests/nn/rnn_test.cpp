// Every cell, in both directions and all implementations: gradient checks, equality of fused and
// reference RNN, and independence of a sequence's states from the rest of its batch.
#include "autograd/gradcheck.h"
#include "catch.h"
#include "core/random.h"
#include "nn/rnn.h"

#include <cmath>
#include <limits>
#include <memory>

using namespace textrnn;

namespace {

struct Implementation {
    const char* name;
    Var (*rnn)(Tape&, const Cell&, const RnnInput&, const Packed&, const CellWeights&, bool);
};

Var reference(Tape& tape, const Cell& cell, const RnnInput& input, const Packed& packed,
              const CellWeights& weights, bool reverse) {
    return rnn_reference(tape, cell, input, packed, weights, reverse);
}

Var fused(Tape& tape, const Cell& cell, const RnnInput& input, const Packed& packed,
          const CellWeights& weights, bool reverse) {
    return rnn_fused(tape, cell, input, packed, weights, reverse);
}

Var fused_half(Tape& tape, const Cell& cell, const RnnInput& input, const Packed& packed,
               const CellWeights& weights, bool reverse) {
    const Tensor weight = weights.weight_hh.value();
    const PackedMatrix half = pack(tape.arena(), Trans::kYes, weight, Precision::kHalf);
    CellWeights rounded = weights;
    rounded.weight_hh = tape.leaf("weight_hh", weight, {}, half);
    return rnn_fused(tape, cell, input, packed, rounded, reverse);
}

std::vector<Implementation> implementations(const Cell& cell) {
    if (!cell.forward) return {{"reference", reference}};
    return {{"reference", reference}, {"fused", fused}};
}

struct Case {
    const Cell& cell;
    bool reverse;
    const Packed& packed;
    std::span<const Index> inverse = {}; // if not empty, x has a row per distinct id: x[inverse]
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.cell.name << (c.reverse ? " reverse" : " forward") << ", batch of "
               << c.packed.batch();
}

// Calls test(cell, reverse) for every cell and direction.
void for_each_cell(const std::function<void(const Cell&, bool)>& test) {
    for (const Cell& cell : cells())
        for (const bool reverse : {false, true}) test(cell, reverse);
}

// x [rows, inputs] and random weights of a cell.
struct CellInputs {
    std::vector<std::unique_ptr<Storage>> owned;
    std::vector<Input> all;

    CellInputs(const Cell& cell, Index rows, Index inputs, Index hidden) {
        const Index gates = cell.gates * hidden;
        add("x", rows, inputs, hidden);
        add("weight_ih", gates, inputs, hidden);
        add("weight_hh", gates, hidden, hidden);
        add("bias_ih", 1, gates, hidden);
        add("bias_hh", 1, gates, hidden);
    }

private:
    void add(const char* name, Index rows, Index cols, Index hidden) {
        Random random(23, Stream::kInit, all.size());
        Storage& values = *owned.emplace_back(std::make_unique<Storage>(rows * cols));
        const double bound = 1.5 / std::sqrt(static_cast<double>(hidden));
        for (Real& x : values) x = static_cast<Real>(random.uniform(-bound, bound));
        all.push_back({name, {values.data(), rows, cols}});
    }
};

// v: x, weight_ih, weight_hh, bias_ih, bias_hh.
Var run(const Implementation& implementation, const Case& c, Tape& tape, std::span<const Var> v) {
    const Var x = c.inverse.empty() ? v[0] : pick_rows(tape, v[0], c.inverse);
    return implementation.rnn(tape, c.cell, {x}, c.packed, {v[1], v[2], v[3], v[4]}, c.reverse);
}

// The same states, from a projection of the distinct ids.
Var run_projected(const Implementation& implementation, const Case& c, Tape& tape,
                  std::span<const Var> v) {
    const Var projection = linear(tape, v[0], v[1], v[3]);
    return implementation.rnn(tape, c.cell, {{}, projection, c.inverse}, c.packed,
                              {{}, v[2], {}, v[4]}, c.reverse);
}

// States, and the gradients of their weighted sum.
std::vector<NamedMatrix> pass(const Implementation& implementation, const Case& c,
                              const CellInputs& inputs, decltype(run) how = run) {
    Arena arena;
    Tape tape(arena);
    std::vector<Var> v;
    for (const Input& input : inputs.all)
        v.push_back(tape.leaf(input.name.c_str(), input.value,
                              arena.zeros(input.value.rows, input.value.cols)));
    const Var out = how(implementation, c, tape, v);
    tape.backward(weighted_sum(tape, out));
    std::vector<NamedMatrix> results{named("states", out.value())};
    for (Index k = 0; k < v.size(); ++k)
        results.push_back(named("gradient of " + inputs.all[k].name, v[k].grad()));
    return results;
}

} // namespace

TEST_CASE("every cell's gradient agrees with finite differences, in every implementation") {
    const Packed packed = Packed::of({4, 2, 2, 1});
    for_each_cell([&](const Cell& cell, bool reverse) {
        const Case c{cell, reverse, packed};
        const CellInputs inputs(cell, packed.tokens(), 3, 4);
        for (const Implementation& implementation : implementations(cell)) {
            const Function function = [&](Tape& tape, std::span<const Var> v) {
                return run(implementation, c, tape, v);
            };
            const WorstElement worst = check_gradients(function, inputs.all);
            INFO(c << ", " << implementation.name << ": " << worst);
            CHECK(worst.error() < kGradientTolerance);
        }
    });
}

TEST_CASE("NaN in x makes every state from its step on NaN, in every implementation") {
    const Packed packed = Packed::of({5, 2});
    for_each_cell([&](const Cell& cell, bool reverse) {
        const CellInputs inputs(cell, packed.tokens(), 3, 19);
        const Index first = packed.row(2, 0);
        inputs.all[0].value(first, 0) = std::numeric_limits<Real>::quiet_NaN();
        for (const Implementation& implementation : implementations(cell)) {
            const NamedMatrix states = pass(implementation, {cell, reverse, packed}, inputs)[0];
            for (Index i = 0; i < states.values.size(); ++i) {
                const Index row = i / 19;
                const bool is_first_text = row != packed.row(0, 1) && row != packed.row(1, 1);
                INFO(Case({cell, reverse, packed}) << ", " << implementation.name << ", row " << row
                                                   << ": found " << states.values[i]);
                CHECK(std::isnan(states.values[i]) ==
                      (is_first_text && (reverse ? row <= first : row >= first)));
            }
        }
    });
}

TEST_CASE("fused and reference RNN agree in states and gradients") {
    const std::vector<std::vector<Index>> batches{
        {1}, {7}, {3, 3, 3}, {9, 5, 5, 2, 1, 1}, {20, 19, 17, 17, 17, 12, 8, 8, 3, 2, 1}};
    for_each_cell([&](const Cell& cell, bool reverse) {
        for (const auto& lengths : batches)
            for (const Index hidden : {Index{5}, Index{33}}) {
                const Packed packed = Packed::of(lengths);
                const Case c{cell, reverse, packed};
                const CellInputs inputs(cell, packed.tokens(), 17, hidden);
                const auto expected = pass({"reference", reference}, c, inputs);
                for (const Implementation& implementation : implementations(cell)) {
                    const WorstElement worst = compare(expected, pass(implementation, c, inputs));
                    INFO(c << ", hidden " << hidden << ", " << implementation.name << ": "
                           << worst);
                    CHECK(worst.error() < kEqual);
                }
            }
    });
}

TEST_CASE("each input has its gradient also if all others are constants") {
    const Packed packed = Packed::of({4, 2, 1});
    const std::vector<Index> inverse{0, 1, 2, 0, 1, 2, 1};
    for_each_cell([&](const Cell& cell, bool reverse) {
        const CellInputs inputs(cell, 3, 6, 9);
        const Case c{cell, reverse, packed, inverse};
        for (const auto how : {run, run_projected})
            for (const Implementation& implementation : implementations(cell)) {
                const auto expected = pass(implementation, c, inputs, how);
                for (Index leaf = 0; leaf < inputs.all.size(); ++leaf) {
                    Arena arena;
                    Tape tape(arena);
                    std::vector<Var> v;
                    for (const Input& input : inputs.all)
                        v.push_back(v.size() != leaf
                                        ? tape.constant(input.value)
                                        : tape.leaf("leaf", input.value,
                                                    arena.zeros(input.value.rows,
                                                                input.value.cols)));
                    tape.backward(weighted_sum(tape, how(implementation, c, tape, v)));
                    const NamedMatrix found = named(expected[leaf + 1].name, v[leaf].grad());
                    const WorstElement worst = compare({&expected[leaf + 1], 1}, {&found, 1});
                    INFO(c << ", " << implementation.name << ": " << worst);
                    CHECK(worst.error() == 0);
                }
            }
    });
}

// A prediction keeps the states only, and reuses the memory of the gates.
TEST_CASE("a pass without gradients gives the same states, to the last bit") {
    const std::vector<std::vector<Index>> batches{
        {1}, {1, 1}, {700}, {250, 130, 130, 2, 1}, {3, 3, 3}, std::vector<Index>(150, 3)};
    for_each_cell([&](const Cell& cell, bool reverse) {
        for (const auto& lengths : batches) {
            const Packed packed = Packed::of(lengths);
            std::vector<Index> inverse(packed.tokens());
            for (Index n = 0; n < inverse.size(); ++n) inverse[n] = n * n % 7;
            const Case c{cell, reverse, packed, inverse};
            const CellInputs inputs(cell, 7, 6, 9);
            for (const Implementation& implementation : implementations(cell))
                for (const auto how : {run, run_projected}) {
                    const NamedMatrix expected = pass(implementation, c, inputs, how)[0];
                    Arena arena;
                    Tape tape(arena);
                    std::vector<Var> v;
                    for (const Input& input : inputs.all) v.push_back(tape.constant(input.value));
                    const NamedMatrix found =
                        named("states", how(implementation, c, tape, v).value());
                    const WorstElement worst = compare({&expected, 1}, {&found, 1});
                    INFO(c << ", " << implementation.name << ": " << worst);
                    CHECK(worst.error() == 0);
                }
        }
    });
}

TEST_CASE("a projection of the distinct ids gives the same states and gradients as x") {
    const Packed packed = Packed::of({5, 3, 3, 1});
    const std::vector<Index> inverse{4, 0, 2, 2, 6, 4, 1, 2, 0, 0, 4, 2}; // without 3 and 5
    for_each_cell([&](const Cell& cell, bool reverse) {
        const Case c{cell, reverse, packed, inverse};
        const CellInputs inputs(cell, 7, 6, 9); // 7 distinct ids
        const auto expected = pass({"reference", reference}, c, inputs);
        for (const Implementation& implementation : implementations(cell)) {
            const auto found = pass(implementation, c, inputs, run_projected);
            const WorstElement worst = compare(expected, found);
            INFO(c << ", " << implementation.name << ": " << worst);
            CHECK(worst.error() < kEqual);
        }
    });
}

namespace {

// Rows of one sequence in packed matrices [N, cols] -> [length, cols].
Tensor sequence_of(Arena& arena, Tensor packed_rows, const Packed& packed, Index b) {
    const Tensor own = arena.tensor(packed.lengths[b], packed_rows.cols);
    for (Index t = 0; t < own.rows; ++t)
        std::copy_n(packed_rows.row(packed.row(t, b)), own.cols, own.row(t));
    return own;
}

} // namespace

TEST_CASE("a sequence's states do not depend on its batch, to the last bit") {
    const Packed batch = Packed::of({13, 9, 9, 4, 1});
    for_each_cell([&](const Cell& cell, bool reverse) {
        const CellInputs inputs(cell, batch.tokens(), 6, 37);
        for (const Implementation& implementation : implementations(cell)) {
            Arena arena;
            Tape tape(arena);
            std::vector<Var> v;
            for (const Input& input : inputs.all) v.push_back(tape.constant(input.value));
            const Tensor all = run(implementation, {cell, reverse, batch}, tape, v).value();
            const Tensor x = v[0].value();
            for (Index b = 0; b < batch.batch(); ++b) {
                const Packed alone = Packed::of({batch.lengths[b]});
                v[0] = tape.constant(sequence_of(arena, x, batch, b));
                const NamedMatrix expected =
                    named("states", run(implementation, {cell, reverse, alone}, tape, v).value());
                const NamedMatrix found =
                    named("states", sequence_of(arena, all, batch, b));
                const WorstElement worst = compare({&expected, 1}, {&found, 1});
                INFO(Case({cell, reverse, batch}) << ", sequence " << b << ", "
                                                  << implementation.name << ": " << worst);
                CHECK(worst.error() == 0);
            }
        }
    });
}

TEST_CASE("weight_hh in halves changes the states only if rounding changes the weight") {
    const Packed packed = Packed::of({9, 4, 1});
    for_each_cell([&](const Cell& cell, bool reverse) {
        if (!cell.forward) return;
        CellInputs inputs(cell, packed.tokens(), 6, 37);
        const Case c{cell, reverse, packed};
        const auto difference = [&] {
            std::vector<NamedMatrix> states;
            for (const auto rnn : {fused, fused_half}) {
                Arena arena;
                Tape tape(arena);
                std::vector<Var> v;
                for (const Input& input : inputs.all) v.push_back(tape.constant(input.value));
                states.push_back(named("states", run({"", rnn}, c, tape, v).value()));
            }
            return compare({&states[0], 1}, {&states[1], 1});
        };
        const WorstElement rounded = difference();
        INFO(c << ": " << rounded);
        CHECK(rounded.error() > 0);
        CHECK(rounded.error() < 0.02);
        Tensor weight_hh = inputs.all[2].value; // multiples of 1/64 below 1 need 6 bits
        for (Real& x : weight_hh) x = std::nearbyint(x * 64) / 64;
        const WorstElement exact = difference();
        INFO(c << ", 6 bits: " << exact);
        CHECK(exact.error() == 0);
    });
}
