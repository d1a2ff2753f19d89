// The README follows one word through configs/tiny.toml. This test computes the section's numbers
// in double, without the project's ops, and finds each of them in the README.
#include "catch.h"
#include "core/registry.h"
#include "core/threads.h"
#include "io/file.h"
#include "io/text.h"
#include "train/step.h"

#include <array>
#include <cmath>

using namespace textrnn;

namespace {

using Pair = std::array<double, 2>;
using Matrix = std::array<Pair, 2>;

Pair plus(Pair a, Pair b) { return {a[0] + b[0], a[1] + b[1]}; }
Pair times(const Matrix& m, Pair v) {
    return {m[0][0] * v[0] + m[0][1] * v[1], m[1][0] * v[0] + m[1][1] * v[1]};
}
Pair transposed_times(const Matrix& m, Pair v) {
    return {m[0][0] * v[0] + m[1][0] * v[1], m[0][1] * v[0] + m[1][1] * v[1]};
}
Pair tanh_of(Pair a) { return {std::tanh(a[0]), std::tanh(a[1])}; }
Pair through_tanh(Pair dh, Pair h) { // dh (1 - h^2)
    return {dh[0] * (1 - h[0] * h[0]), dh[1] * (1 - h[1] * h[1])};
}
std::string text(Pair p) { return "(" + fixed(p[0], 4) + ", " + fixed(p[1], 4) + ")"; }

// Rows [first, first + 2) of a parameter, or a bias in row 0.
Matrix values(const Model& model, const char* name, Index first = 0) {
    const Parameter* p = find_named(model.classifier.parameters(), name);
    REQUIRE(p);
    Matrix m{};
    for (Index k = 0; k < std::min<Index>(4, p->value.size() - 2 * first); ++k)
        m[k / 2][k % 2] = static_cast<double>(p->value[2 * first + k]);
    return m;
}

// The section's statements "name = (value, value)".
std::vector<std::string> computed_by_hand(const Model& model) {
    const TokenId word = model.vocabulary.id("not"), second = model.vocabulary.id("good");
    const Pair x_0 = values(model, "embedding.weight", word)[0];
    const Pair x_1 = values(model, "embedding.weight", second)[0];
    const Matrix w_ih = values(model, "rnn.weight_ih_l0"), w_hh = values(model, "rnn.weight_hh_l0");
    const Matrix weight = values(model, "classifier.weight");
    const Pair b_ih = values(model, "rnn.bias_ih_l0")[0], b_hh = values(model, "rnn.bias_hh_l0")[0];
    const Pair g_0 = plus(times(w_ih, x_0), b_ih), a_0 = plus(g_0, b_hh), h_0 = tanh_of(a_0);
    const Pair a_1 = plus(plus(times(w_ih, x_1), b_ih), plus(times(w_hh, h_0), b_hh));
    const Pair h_1 = tanh_of(a_1);
    const Pair logits = plus(times(weight, h_1), values(model, "classifier.bias")[0]);
    const double sum = std::exp(logits[0]) + std::exp(logits[1]);
    const Pair p{std::exp(logits[0]) / sum, std::exp(logits[1]) / sum};
    const Pair d_logits{p[0] - 1, p[1]}; // label 0, negative
    const Pair dh_1 = transposed_times(weight, d_logits), da_1 = through_tanh(dh_1, h_1);
    const Pair dh_0 = transposed_times(w_hh, da_1), da_0 = through_tanh(dh_0, h_0);
    const Pair dx_0 = transposed_times(w_ih, da_0);
    const double rate = model.config.learning_rate;
    const Pair updated{x_0[0] - rate * dx_0[0], x_0[1] - rate * dx_0[1]};
    return {"id " + std::to_string(word),
            "x_0 = " + text(x_0),
            "W_ih x_0 + b_ih = " + text(g_0),
            "a_0 = W_ih x_0 + b_ih + b_hh = " + text(a_0),
            "h_0 = tanh(a_0) = " + text(h_0),
            "a_1 = W_ih x_1 + b_ih + b_hh + W_hh h_0 = " + text(a_1),
            "h_1 = " + text(h_1),
            "logits W h_1 + b = " + text(logits),
            "p = " + text(p),
            "-log p_0 = " + fixed(-std::log(p[0]), 4),
            "p - (1, 0) = " + text(d_logits),
            "dh_1 = W^T e = " + text(dh_1),
            "da_1 = dh_1 (1 - h_1^2) = " + text(da_1),
            "dh_0 = W_hh^T da_1 = " + text(dh_0),
            "norm is " + fixed(std::hypot(dh_0[0], dh_0[1]), 3) + ", that of dh_1 " +
                fixed(std::hypot(dh_1[0], dh_1[1]), 3),
            "da_0 = " + text(da_0),
            "dx_0 = W_ih^T da_0 = " + text(dx_0),
            "x_0 - " + shortest(rate) + " dx_0 = " + text(updated)};
}

} // namespace

TEST_CASE("the README's numbers of configs/tiny.toml are right", "[tiny]") {
    const Config config = load_config("configs/tiny.toml", {});
    const Model model =
        initial_model(config, load_corpus(config.data, config.text, config.vocabulary));
    REQUIRE(model.vocabulary.size() == 12); // ten words, <pad>, <unk>
    std::string readme = read_file("README.md");
    for (char& c : readme)
        if (c == '\n') c = ' '; // statements may be wrapped
    while (readme.find("  ") != std::string::npos) readme.erase(readme.find("  "), 1);
    for (const std::string& statement : computed_by_hand(model)) {
        INFO("by hand: " << statement);
        CHECK(readme.find(statement) != std::string::npos);
    }
}

TEST_CASE("a training step gives the row that the README computes", "[tiny]") {
    Config config = load_config("configs/tiny.toml", {});
    const Corpus corpus = load_corpus(config.data, config.text, config.vocabulary);
    const Model model = initial_model(config, corpus);
    const TokenId word = model.vocabulary.id("not");
    Corpus one = corpus; // only the text of the README
    one.train = {};
    one.train.add({"not", "good"}, model.vocabulary);
    one.train.labels = {0};
    const std::string expected = computed_by_hand(model).back();
    Threads threads(1);
    TrainState state(initial_model(config, corpus), one, threads);
    state.step({0}, {});
    const Pair row = values(state.model(), "embedding.weight", word)[0];
    CHECK(expected == "x_0 - 0.5 dx_0 = " + text(row));
}
