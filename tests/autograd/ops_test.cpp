// Every op's gradient against finite differences, from one table; and properties of single ops.
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "catch.h"
#include "core/activations.h"

#include <cmath>
#include <limits>
#include <memory>
#include <sstream>
#include <string>

using namespace textrnn;

namespace {

// Inputs of a check, named "input 0", "input 1", ...; values in [-2, 2] and away from 0, where
// relu has no derivative.
struct Inputs {
    std::vector<std::unique_ptr<Storage>> owned;
    std::vector<Input> all;
};

Inputs of(const std::vector<std::pair<Index, Index>>& shapes) {
    Inputs inputs;
    for (const auto& [rows, cols] : shapes) {
        const Index number = inputs.all.size();
        Random random(11, Stream::kGradcheck, number);
        Storage& values = *inputs.owned.emplace_back(std::make_unique<Storage>(rows * cols));
        for (Real& x : values) {
            x = static_cast<Real>(random.uniform(-2, 2));
            x += x > 0 ? static_cast<Real>(0.05) : static_cast<Real>(-0.05);
        }
        inputs.all.push_back({"input " + std::to_string(number), {values.data(), rows, cols}});
    }
    return inputs;
}

using Vars = std::span<const Var>;

const Packed& packed() { // sequences a, b, c of 3, 2, 1 tokens
    static const Packed layout = Packed::of({3, 2, 1});
    return layout;
}

const std::vector<Index>& labels() {
    static const std::vector<Index> numbers{2, 0, 1, 2};
    return numbers;
}
const std::vector<Real>& weights() {
    static const std::vector<Real> values{0.5, 2, 1.25};
    return values;
}
const std::vector<TokenId>& ids() {
    static const std::vector<TokenId> values{3, 1, 3, 0};
    return values;
}

struct OpCheck {
    const char* name;
    std::vector<std::pair<Index, Index>> shapes;
    Function function;
};

std::vector<OpCheck> op_checks() {
    return {
        {"linear", {{4, 3}, {5, 3}, {1, 5}},
         [](Tape& t, Vars v) { return linear(t, v[0], v[1], v[2]); }},
        {"linear without bias", {{4, 3}, {5, 3}},
         [](Tape& t, Vars v) { return linear(t, v[0], v[1], Var{}); }},
        {"matmul", {{4, 3}, {3, 5}}, [](Tape& t, Vars v) { return matmul(t, v[0], v[1]); }},
        {"row_dots", {{4, 3}, {4, 3}}, [](Tape& t, Vars v) { return row_dots(t, v[0], v[1]); }},
        {"logistic_loss, true targets", {{3, 4}},
         [](Tape& t, Vars v) { return logistic_loss(t, v[0], 1, weights()); }},
        {"logistic_loss, false targets", {{3, 4}},
         [](Tape& t, Vars v) { return logistic_loss(t, v[0], -1, weights()); }},
        {"add", {{2, 3}, {2, 3}}, [](Tape& t, Vars v) { return add(t, v[0], v[1]); }},
        {"add to itself", {{2, 3}}, [](Tape& t, Vars v) { return add(t, v[0], v[0]); }},
        {"add of a row", {{4, 3}, {1, 3}}, [](Tape& t, Vars v) { return add(t, v[0], v[1]); }},
        {"multiply", {{2, 3}, {2, 3}}, [](Tape& t, Vars v) { return multiply(t, v[0], v[1]); }},
        {"square", {{2, 3}}, [](Tape& t, Vars v) { return multiply(t, v[0], v[0]); }},
        {"one_minus", {{2, 3}}, [](Tape& t, Vars v) { return one_minus(t, v[0]); }},
        {"sigmoid", {{2, 3}}, [](Tape& t, Vars v) { return sigmoid(t, v[0]); }},
        {"tanh", {{2, 3}}, [](Tape& t, Vars v) { return tanh(t, v[0]); }},
        {"relu", {{2, 3}}, [](Tape& t, Vars v) { return relu(t, v[0]); }},
        {"dropout", {{4, 6}},
         [](Tape& t, Vars v) { return dropout(t, v[0], 0.4, Random(3, Stream::kDropout)); }},
        {"slice_rows", {{5, 3}}, [](Tape& t, Vars v) { return slice_rows(t, v[0], 1, 3); }},
        {"slice_cols", {{3, 5}}, [](Tape& t, Vars v) { return slice_cols(t, v[0], 2, 2); }},
        {"pick_rows", {{4, 3}},
         [](Tape& t, Vars v) {
             static const std::vector<Index> rows{3, 1, 3, 0, 3};
             return pick_rows(t, v[0], rows);
         }},
        {"concat_rows", {{2, 3}, {1, 3}}, [](Tape& t, Vars v) { return concat_rows(t, v); }},
        {"concat_cols", {{2, 3}, {2, 1}},
         [](Tape& t, Vars v) { return concat_cols(t, v[0], v[1]); }},
        {"one_hot", {{5, 3}},
         [](Tape& t, Vars v) { return matmul(t, one_hot(t, ids(), 5), v[0]); }},
        {"csr_matmul", {{5, 3}}, [](Tape& t, Vars v) { return csr_matmul(t, ids(), v[0]); }},
        {"pool_last", {{6, 4}},
         [](Tape& t, Vars v) { return pool_last(t, {v[0], packed(), false}); }},
        {"pool_last of the reverse RNN", {{6, 4}},
         [](Tape& t, Vars v) { return pool_last(t, {v[0], packed(), true}); }},
        {"pool_mean", {{6, 4}},
         [](Tape& t, Vars v) { return pool_mean(t, {v[0], packed(), false}); }},
        {"pool_max", {{6, 4}},
         [](Tape& t, Vars v) { return pool_max(t, {v[0], packed(), false}); }},
        {"pool_attention", {{6, 4}, {6, 1}},
         [](Tape& t, Vars v) { return pool_attention(t, {v[0], packed(), false, v[1]}); }},
        {"cross_entropy", {{4, 3}},
         [](Tape& t, Vars v) { return cross_entropy(t, v[0], labels(), {}, 0, 4); }},
        {"cross_entropy, weights and smoothing", {{4, 3}},
         [](Tape& t, Vars v) {
             return cross_entropy(t, v[0], labels(), weights(), Real{0.125}, Real{4.25});
         }},
        {"a value used twice", {{3, 3}},
         [](Tape& t, Vars v) {
             const Var s = sigmoid(t, v[0]);
             return add(t, multiply(t, s, s), tanh(t, s));
         }},
    };
}

} // namespace

TEST_CASE("every op's gradient agrees with finite differences") {
    for (const OpCheck& check : op_checks()) {
        const Inputs inputs = of(check.shapes);
        const WorstElement worst = check_gradients(check.function, inputs.all);
        INFO(check.name << ": " << worst);
        CHECK(worst.error() < kGradientTolerance);
    }
}

TEST_CASE("the gradient check finds a wrong derivative") {
    const Inputs inputs = of({{2, 3}});
    const Function wrong = [](Tape& tape, Vars v) { // derivative 2, but 1 in element (1, 2)
        const Tensor out = tape.arena().tensor(2, 3);
        for (Index i = 0; i < 6; ++i) out.data[i] = v[0].value().data[i] * 2;
        return tape.record("wrong", out, true, [x = v[0]](Node& node) {
            for (Index i = 0; i < 6; ++i) x.grad().data[i] += node.grad.data[i] * (i == 5 ? 1 : 2);
        });
    };
    const WorstElement worst = check_gradients(wrong, inputs.all);
    CHECK(worst.error() > 0.1);
    std::ostringstream message;
    message << worst;
    INFO(message.str());
    CHECK(message.str().find(" at gradient of input 0(1, 2): expected ") != std::string::npos);
}

TEST_CASE("lookup and one-hot give the same bits forward and backward") {
    const Inputs inputs = of({{5, 3}});
    const Tensor table = inputs.all[0].value;
    Arena arena;
    Tape tape(arena);

    SparseGradient rows(5, 3);
    const Var picked = lookup(tape, {table, &rows}, ids());
    tape.backward(weighted_sum(tape, picked));

    Tape other(arena);
    const Var leaf = other.leaf("table", table, arena.zeros(5, 3));
    const Var product = matmul(other, one_hot(other, ids(), 5), leaf);
    other.backward(weighted_sum(other, product));

    Tape third(arena);
    const Var same_leaf = third.leaf("table", table, arena.zeros(5, 3));
    const Var sparse = csr_matmul(third, ids(), same_leaf);
    third.backward(weighted_sum(third, sparse));

    for (Index n = 0; n < 4; ++n)
        for (Index j = 0; j < 3; ++j) {
            REQUIRE(picked.value()(n, j) == product.value()(n, j));
            REQUIRE(picked.value()(n, j) == sparse.value()(n, j));
        }
    for (TokenId id = 0; id < 5; ++id)
        for (Index j = 0; j < 3; ++j) {
            const Real* row = rows.find(id);
            REQUIRE((row ? row[j] : Real{0}) == leaf.grad()(id, j));
            REQUIRE(leaf.grad()(id, j) == same_leaf.grad()(id, j));
        }
    CHECK(rows.ids().size() == 3); // 3 (twice), 1, 0
    CHECK(rows.find(2) == nullptr);
}

TEST_CASE("linear multiplies by the leaf's packed weight, if it has one") {
    const Inputs inputs = of({{4, 3}, {5, 3}, {5, 3}, {1, 5}});
    Arena arena;
    Tape tape(arena);
    const auto constant = [&](Index i) { return tape.constant(inputs.all[i].value); };
    const PackedMatrix other = pack(arena, Trans::kYes, inputs.all[2].value);
    const Var weight = tape.leaf("weight", inputs.all[1].value, {}, other);
    for (const Var bias : {Var{}, constant(3)}) {
        const Tensor found = linear(tape, constant(0), weight, bias).value();
        const Tensor expected = linear(tape, constant(0), constant(2), bias).value();
        CHECK(std::ranges::equal(found, expected));
    }
}

TEST_CASE("pooling reads each sequence's own tokens only") {
    const Inputs inputs = of({{6, 2}}); // rows a0 b0 c0 a1 b1 a2
    const Tensor x = inputs.all[0].value;
    Arena arena;
    Tape tape(arena);
    const Var var = tape.constant(x);
    const Tensor last = pool_last(tape, {var, packed(), false}).value();
    const Tensor first = pool_last(tape, {var, packed(), true}).value();
    const Tensor mean = pool_mean(tape, {var, packed(), false}).value();
    const Tensor max = pool_max(tape, {var, packed(), false}).value();
    const Var zero = tape.constant(arena.zeros(6, 1));
    const Tensor attended = pool_attention(tape, {var, packed(), false, zero}).value();
    CHECK(last(0, 0) == x(5, 0)); // a's last token
    CHECK(first(0, 1) == x(0, 1)); // the reverse RNN's last state is at a's first token
    CHECK(first(2, 1) == x(2, 1));
    CHECK(last(2, 0) == x(2, 0));
    CHECK(mean(1, 0) == Approx((x(1, 0) + x(4, 0)) / 2));
    CHECK(max(0, 1) == std::max({x(0, 1), x(3, 1), x(5, 1)}));
    CHECK(max(2, 1) == x(2, 1));
    CHECK(attended(0, 0) == Approx((x(0, 0) + x(3, 0) + x(5, 0)) / 3).epsilon(1e-5));
}

TEST_CASE("no op replaces NaN by a number") {
    const std::pair<const char*, Var (*)(Tape&, Var)> ops[] = {
        {"relu", relu}, {"tanh", tanh}, {"sigmoid", sigmoid},
        {"pool_max", [](Tape& t, Var x) { return pool_max(t, {x, packed(), false}); }},
        {"pool_mean", [](Tape& t, Var x) { return pool_mean(t, {x, packed(), false}); }}};
    for (const auto& [name, op] : ops)
        for (const Index row : {Index{0}, Index{3}, Index{5}}) { // of sequence a
            const Inputs inputs = of({{6, 2}});
            Arena arena;
            Tape tape(arena);
            const Tensor x = inputs.all[0].value;
            x(row, 1) = std::numeric_limits<Real>::quiet_NaN();
            const Tensor out = op(tape, tape.constant(x)).value();
            const Index of_row = out.rows == 6 ? row : 0;
            INFO(name << ", NaN in row " << row << ": found " << out(of_row, 1));
            CHECK(std::isnan(out(of_row, 1)));
            CHECK(!std::isnan(out(of_row, 0)));
        }
}

TEST_CASE("dropout keeps the mean and is a function of its random numbers") {
    Arena arena;
    Tape tape(arena);
    const Tensor ones = arena.tensor(100, 100);
    ones.fill(1);
    const Random random(5, Stream::kDropout);
    const Tensor a = dropout(tape, tape.constant(ones), 0.3, random).value();
    const Tensor b = dropout(tape, tape.constant(ones), 0.3, random).value();
    double sum = 0;
    Index zeros = 0;
    for (Index i = 0; i < a.size(); ++i) {
        REQUIRE(a.data[i] == b.data[i]);
        sum += static_cast<double>(a.data[i]);
        zeros += a.data[i] == 0;
    }
    CHECK(sum / 10000 == Approx(1).margin(0.03));
    CHECK(static_cast<double>(zeros) / 10000 == Approx(0.3).margin(0.02));
}

TEST_CASE("extreme logits give finite losses") {
    Arena arena;
    Tape tape(arena);
    const Tensor logits = arena.tensor(1, 2);
    logits.data[0] = 1000;
    logits.data[1] = -1000;
    const std::vector<Index> wrong{1};
    const Var leaf = tape.leaf("logits", logits, arena.zeros(1, 2));
    const Var loss = cross_entropy(tape, leaf, wrong, {}, 0, 1);
    tape.backward(loss);
    CHECK(loss.value().data[0] == Approx(2000));
    CHECK(leaf.grad().data[0] == Approx(1));
    CHECK(leaf.grad().data[1] == Approx(-1));
    CHECK(softplus(1000.0) == 1000); // e^1000 is infinite
    CHECK(softplus(-1000.0) == 0);
    CHECK(softplus(0.5) == Approx(std::log(1 + std::exp(0.5))));
}

TEST_CASE("a bias has its gradient also if x and the weight are constants") {
    Arena arena;
    Tape tape(arena);
    const Var x = tape.constant(arena.zeros(1, 2)), weight = tape.constant(arena.zeros(1, 2));
    const Var bias = tape.leaf("bias", arena.zeros(1, 1), arena.zeros(1, 1));
    tape.backward(linear(tape, x, weight, bias));
    CHECK(bias.grad().data[0] == 1);
}
