// Update rules against steps computed by hand; rows without gradient; the norm and its clipping.
#include "catch.h"
#include "core/threads.h"
#include "io/tensor_views.h"
#include "optim/optimizer.h"

#include <algorithm>
#include <cmath>
#include <optional>

using namespace textrnn;

namespace {

// One step on w = 2 with gradient 1, learning rate 0.1 and clip scale 0.5. With weight decay 0.1
// most rules start from d = 0.5 * 1 + 0.1 * 2 = 0.7. States are the values before -> after.
struct HandStep {
    OptimizerOptions options;
    bool is_table;
    std::array<double, 2> before, after;
    double weight;
    Index step = 1; // Adam's t
};

std::vector<HandStep> hand_steps() {
    OptimizerOptions sgd{.name = "sgd", .weight_decay = 0.1};
    OptimizerOptions momentum = sgd, nesterov = sgd;
    momentum.momentum = nesterov.momentum = 0.5;
    nesterov.nesterov = true;
    const OptimizerOptions adagrad{.name = "adagrad", .eps = 0.4, .weight_decay = 0.1};
    const OptimizerOptions rmsprop{
        .name = "rmsprop", .alpha = 0.5, .eps = 0.2, .weight_decay = 0.1};
    // At t = 2: 1 - beta1^2 = 0.75, 1 - beta2^2 = 0.4375.
    OptimizerOptions adam{
        .name = "adam", .beta1 = 0.5, .beta2 = 0.75, .eps = 0.2, .weight_decay = 0.1};
    OptimizerOptions adamw = adam, lazy = adam, lazy_table = adam;
    adamw.name = "adamw";
    lazy.name = lazy_table.name = "lazy_adam";
    lazy_table.eps = 0.2 * std::sqrt(0.4375);
    const double none = 0;
    return {
        // w = 2 - 0.1 * 0.7
        {sgd, false, {none, none}, {none, none}, 1.93},
        // v = 0.5 * 0.4 + 0.7 = 0.9;  w = 2 - 0.1 * 0.9
        {momentum, false, {0.4, none}, {0.9, none}, 1.91},
        // v = 0.9;  w = 2 - 0.1 * (0.7 + 0.5 * 0.9)
        {nesterov, false, {0.4, none}, {0.9, none}, 1.885},
        // sum = 0.51 + 0.49 = 1;  w = 2 - 0.1 * 0.7 / (1 + 0.4)
        {adagrad, false, {0.51, none}, {1, none}, 1.95},
        // mean = 0.5 * 0.79 + 0.5 * 0.49 = 0.64;  w = 2 - 0.1 * 0.7 / (0.8 + 0.2)
        {rmsprop, false, {0.79, none}, {0.64, none}, 1.93},
        // m = 0.5 * 0.5 + 0.5 * 0.7 = 0.6, corrected 0.8;  v = 0.75 * 0.21 + 0.25 * 0.49 = 0.28,
        // corrected 0.64;  w = 2 - 0.1 * 0.8 / (0.8 + 0.2)
        {adam, false, {0.5, 0.21}, {0.6, 0.28}, 1.92, 2},
        // d = 0.5;  m = 0.5 * 0.7 + 0.5 * 0.5 = 0.6;  v = 0.75 * 0.29 + 0.25 * 0.25 = 0.28;
        // w = 2 * (1 - 0.1 * 0.1) - 0.1 * 0.8 / (0.8 + 0.2)
        {adamw, false, {0.7, 0.29}, {0.6, 0.28}, 1.90, 2},
        {lazy, false, {0.5, 0.21}, {0.6, 0.28}, 1.92, 2}, // adam
        // eps is added before the correction of v:
        // w = 2 - 0.1 * 0.8 * sqrt(0.4375) / (sqrt(0.28) + 0.2 * sqrt(0.4375)), the root is 0.8 of
        // sqrt(0.4375)
        {lazy_table, true, {0.5, 0.21}, {0.6, 0.28}, 1.92, 2},
    };
}

// A parameter [rows, 1] of equal values.
Parameters column(Index rows, Real value, bool is_table) {
    Parameter p{.name = "w", .shape = {rows, 1}, .is_table = is_table, .sparse_gradient = is_table};
    p.value = Storage(rows, value);
    return {p};
}

void add_gradient(Gradients& gradients, Index row, Real value) {
    if (SparseGradient* sparse = gradients.rows(0)) *sparse->row(static_cast<TokenId>(row)) = value;
    else gradients.dense(0)(row, 0) = value;
}

} // namespace

TEST_CASE("every update rule agrees with a step computed by hand") {
    Threads threads(1);
    for (const HandStep& hand : hand_steps()) {
        Parameters parameters = column(1, 2, hand.is_table);
        Gradients gradients(parameters);
        add_gradient(gradients, 0, 1);
        Optimizer optimizer(hand.options, parameters);
        optimizer.set_steps_taken(hand.step - 1);
        for (Index k = 0; k < 2; ++k)
            for (Real& s : optimizer.state(0)[k]) s = static_cast<Real>(hand.before[k]);
        optimizer.step(threads, gradients, 0.1, 0.5);
        INFO(hand.options.name << (hand.is_table ? ", table" : "") << ", momentum "
                               << hand.options.momentum);
        CHECK(parameters[0].value[0] == Approx(hand.weight).epsilon(1e-6));
        for (Index k = 0; k < 2; ++k)
            if (const char* state = optimizer.state_name(k)) {
                INFO(state);
                CHECK(optimizer.state(0)[k][0] == Approx(hand.after[k]).epsilon(1e-6));
            }
    }
}

TEST_CASE("every optimizer of the table has a step computed by hand") {
    const std::vector<HandStep> steps = hand_steps();
    for (const OptimizerKind& kind : optimizers())
        for (const bool is_table : {false, true}) {
            if (is_table && kind.update_table == kind.update) continue; // the same rule
            INFO(kind.name << (is_table ? ", rule for tables" : ""));
            CHECK(std::any_of(steps.begin(), steps.end(), [&](const HandStep& hand) {
                return hand.options.name == kind.name && hand.is_table == is_table;
            }));
        }
}

TEST_CASE("state arrays are kept only if the options use them") {
    Parameters parameters = column(3, 1, false);
    for (const double momentum : {0.0, 0.5}) {
        OptimizerOptions options{.name = "sgd"};
        options.momentum = momentum;
        Optimizer optimizer(options, parameters);
        INFO("momentum " << momentum);
        CHECK((optimizer.state_name(0) != nullptr) == (momentum > 0));
        CHECK(optimizer.state(0)[0].size() == (momentum > 0 ? 3 : 0));
        CHECK(optimizer.state_name(1) == nullptr);
        CHECK(optimizer.state(0)[1].empty());
    }
}

// Row 1 has a gradient in the first step only; in the second, row 0 has.
TEST_CASE("rows without gradient keep their weights under lazy_adam, and move under adam") {
    Threads threads(1);
    for (const bool lazy : {false, true}) {
        OptimizerOptions options{.name = lazy ? "lazy_adam" : "adam"};
        Parameters parameters = column(2, 1, true);
        Gradients gradients(parameters);
        Optimizer optimizer(options, parameters);
        add_gradient(gradients, 1, 1);
        optimizer.step(threads, gradients, 0.1, 1);
        const Real weight = parameters[0].value[1], mean = optimizer.state(0)[0][1];
        gradients.clear();
        add_gradient(gradients, 0, 1);
        optimizer.step(threads, gradients, 0.1, 1);
        INFO(options.name);
        CHECK((parameters[0].value[1] == weight) == lazy);
        CHECK(optimizer.state(0)[0][1] == Approx(lazy ? mean : 0.9 * mean));
    }
}

TEST_CASE("sparse and dense gradients of a table move it to the same bits") {
    Threads threads(2);
    for (const OptimizerKind& kind : optimizers())
        for (const double momentum : {0.0, 0.5}) {
            OptimizerOptions options{.name = kind.name};
            options.momentum = momentum;
            Parameters sparse = column(5, 1, true), dense = sparse;
            dense[0].sparse_gradient = false;
            Gradients sparse_gradients(sparse), dense_gradients(dense);
            Optimizer a(options, sparse), b(options, dense);
            for (const TokenId row : {3u, 1u, 3u, 0u}) {
                sparse_gradients.clear();
                dense_gradients.clear();
                add_gradient(sparse_gradients, row, Real(0.25));
                dense_gradients.rows(0)->row(row); // records the id
                dense_gradients.dense(0)(row, 0) = Real(0.25);
                a.step(threads, sparse_gradients, 0.1, 1);
                b.step(threads, dense_gradients, 0.1, 1);
            }
            for (Index i = 0; i < 5; ++i) {
                INFO(kind.name << ", momentum " << momentum << ", row " << i);
                CHECK(sparse[0].value[i] == dense[0].value[i]);
            }
        }
}

TEST_CASE("the gradient norm covers all gradients; sparse and dense agree to the bit") {
    Parameters parameters = column(40, 0, true);
    parameters.push_back(column(1, 0, false)[0]);
    Parameters dense = parameters;
    dense[0].sparse_gradient = false;
    Gradients a(parameters), b(dense);
    for (const Index row : {Index{30}, Index{2}, Index{17}}) {
        const Real value = Real(1) / static_cast<Real>(row);
        add_gradient(a, row, value);
        b.dense(0)(row, 0) = value;
    }
    a.dense(1)(0, 0) = b.dense(1)(0, 0) = 2;
    const double expected = std::sqrt(4 + 1 / 900.0 + 1 / 4.0 + 1 / 289.0);
    CHECK(gradient_norm(a) == Approx(expected).epsilon(1e-6));
    CHECK(gradient_norm(a) == gradient_norm(b));
}

TEST_CASE("clipping scales gradients down to the largest norm, and never up") {
    CHECK(clip_scale(10, 5) == Approx(0.5).epsilon(1e-6));
    CHECK(clip_scale(4, 5) == 1);
    CHECK(clip_scale(0, 5) == 1);
    CHECK(clip_scale(10, 0) == 1); // off
}

TEST_CASE("the average of the weights forgets the first steps", "[optimizer]") {
    OptimizerOptions options{.name = "sgd", .average = 0.2};
    Parameters parameters{{"w", {1, 1}}};
    parameters[0].value = Storage{10};
    Optimizer optimizer(options, parameters);
    Gradients gradients(parameters);
    Threads threads(2);
    double average = 0;
    for (const double decay : {0.0, 1.0 / 11, 2.0 / 12, 0.2, 0.2}) { // min(0.2, (t - 1) / (t + 9))
        gradients.dense(0).data[0] = 1;
        optimizer.step(threads, gradients, 0.5, 1);
        average = decay * average + (1 - decay) * static_cast<double>(parameters[0].value[0]);
        INFO("step " << optimizer.steps_taken());
        CHECK(optimizer.state(0)[Optimizer::kAverage][0] == Approx(average));
    }
    CHECK(optimizer.state_name(Optimizer::kAverage) == std::string("average"));
}

TEST_CASE("the average of a table row counts the steps that skip the row", "[optimizer]") {
    const OptimizerOptions options{.name = "lazy_adam", .average = 0.9};
    Parameters parameters = column(3, 2, true);
    Gradients gradients(parameters);
    std::optional<Optimizer> optimizer(std::in_place, options, parameters);
    Threads threads(1);
    Storage expected(3, 0);
    for (Index t = 1; t <= 150; ++t) {
        gradients.clear();
        if (t % 4 > 0) add_gradient(gradients, 0, Real(t));
        if (t == 2 || t == 70) add_gradient(gradients, 1, 1); // row 2: never
        optimizer->step(threads, gradients, 0.1, 1);
        const auto steps = static_cast<double>(t);
        const Real decay = static_cast<Real>(std::min(0.9, (steps - 1) / (steps + 9)));
        for (Index row = 0; row < 3; ++row)
            expected[row] = decay * expected[row] + (1 - decay) * parameters[0].value[row];
        INFO("step " << t);
        if (t == 100 || t == 150) // state() completes all averages
            CHECK(difference(optimizer->state(0)[Optimizer::kAverage], expected) == "");
        if (t != 100) continue; // a resumed run
        const auto states = optimizer->state(0);
        optimizer.emplace(options, parameters);
        optimizer->set_steps_taken(t);
        optimizer->state(0) = states;
    }
}
