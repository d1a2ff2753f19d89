// Agreement with PyTorch to 1e-5: logits, loss, all gradients, and the parameters after ten steps
// of every optimizer; the language model's loss. tests/fixtures/make_fixtures.py wrote PyTorch's
// values.
#include "catch.h"
#include "core/registry.h"
#include "core/threads.h"
#include "io/parse_json.h"
#include "io/safetensors.h"
#include "pretrain/objective.h"
#include "train/step.h"
#include "worst_element.h"

#include <cmath>

using namespace textrnn;

namespace {

constexpr Index kVocabulary = 9, kDim = 3, kHidden = 4, kClasses = 3;
constexpr double kTolerance = 1e-5;

const Safetensors& fixtures() {
    static const Safetensors file = read_safetensors("tests/fixtures/pytorch.safetensors");
    return file;
}

Json cases() { return parse_json(*fixtures().find_metadata("cases"), "cases"); }

Dataset dataset(const std::vector<std::vector<TokenId>>& texts, std::vector<Index> labels) {
    Dataset data;
    for (const auto& text : texts) {
        data.ids.insert(data.ids.end(), text.begin(), text.end());
        data.begins.push_back(data.ids.size());
    }
    data.labels = std::move(labels);
    return data;
}

// The script's BATCHES, as texts and their numbers.
const Dataset kBatches = dataset({{2, 5, 3, 2, 7}, {4, 4, 1}, {6}, {3, 6}, {2, 1, 3, 3}},
                                 {2, 0, 1, 0, 2});
const std::vector<Index> kExamples[] = {{0, 1, 2}, {4, 3}}; // longest first
const std::vector<Real> kClassWeights{Real{0.5}, 2, Real{1.25}};
constexpr double kLabelSmoothing = 0.1;

struct OptimizerCase {
    const char* name;
    double learning_rate;
    OptimizerOptions options;
};

std::vector<OptimizerCase> optimizer_cases() { // the script's OPTIMIZERS
    OptimizerOptions sgd{.name = "sgd"}, nesterov{.name = "sgd"}, adagrad{.name = "adagrad"},
        rmsprop{.name = "rmsprop"}, adam{.name = "adam"}, adamw{.name = "adamw"},
        lazy{.name = "lazy_adam"};
    nesterov.momentum = 0.9;
    nesterov.nesterov = true;
    nesterov.weight_decay = 0.01;
    rmsprop.alpha = 0.95;
    adamw.weight_decay = 0.1;
    for (OptimizerOptions* o : {&adagrad, &rmsprop, &adam, &adamw, &lazy}) o->eps = 1e-3;
    return {{"sgd", 0.1, sgd},         {"sgd_nesterov", 0.05, nesterov}, {"adagrad", 0.05, adagrad},
            {"rmsprop", 0.005, rmsprop}, {"adam", 0.005, adam},          {"adamw", 0.005, adamw},
            {"lazy_adam", 0.005, lazy}};
}

Classifier make(const Json& description, Index number, const std::string& implementation,
                const std::string& input) {
    ClassifierOptions options;
    options.vocabulary_size = kVocabulary;
    options.classes = kClasses;
    options.embedding_dim = kDim;
    options.hidden_size = kHidden;
    options.input = input;
    options.implementation = implementation;
    options.cell = *description.find("cell")->as<std::string>();
    options.num_layers = static_cast<Index>(description.find("layers")->number());
    options.bidirectional = *description.find("bidirectional")->as<bool>();
    options.pooling = *description.find("pooling")->as<std::string>();
    Classifier classifier(options);
    for (Parameter& p : classifier.parameters()) {
        const NamedTensor* saved =
            find_named(fixtures().tensors, std::to_string(number) + "/initial/" + p.name);
        REQUIRE(saved);
        REQUIRE(saved->shape == p.shape);
        p.value = saved->values;
    }
    return classifier;
}

// Largest difference from the fixture `name`; the next assertion reports its element if it fails.
double largest_difference(const Real* values, const std::string& name) {
    const NamedTensor* expected = find_named(fixtures().tensors, name);
    REQUIRE(expected);
    const Index cols = expected->shape.back();
    WorstElement worst;
    for (Index i = 0; i < expected->values.size(); ++i) {
        const double e = expected->values[i], found = values[i];
        worst.observe(name, i / cols, i % cols, e, found, std::fabs(found - e));
    }
    UNSCOPED_INFO(worst);
    return worst.error();
}

void check_gradients(const Classifier& classifier, const std::string& prefix) {
    const Shard shard = pack_shards(kBatches, kExamples[0], 3).front();
    Gradients gradients(classifier.parameters());
    Arena arena;
    Tape tape(arena);
    const ForwardContext context{tape, classifier.parameters(), &gradients,
                                 Random(0, Stream::kDropout), true};
    const Var logits = classifier.logits(context, shard.packed, shard.ids);
    const Real total = Real{0.5} + 2 + Real{1.25};
    const Var loss = cross_entropy(tape, logits, shard.labels, kClassWeights,
                                   static_cast<Real>(kLabelSmoothing), total);
    tape.backward(loss);
    CHECK(largest_difference(logits.value().data, prefix + "logits") < kTolerance);
    CHECK(largest_difference(loss.value().data, prefix + "loss") < kTolerance);
    for (Index p = 0; p < gradients.size(); ++p) {
        const Parameter& parameter = classifier.parameters()[p];
        Storage dense(parameter.value.size());
        for (Index i = 0; i < parameter.rows(); ++i)
            if (const Real* row = gradients.find_row(p, i))
                std::copy_n(row, parameter.cols(), dense.data() + i * parameter.cols());
        INFO(parameter.name);
        CHECK(largest_difference(dense.data(), prefix + "gradient/" + parameter.name) < kTolerance);
    }
}

void check_ten_steps(Classifier classifier, const OptimizerCase& optimizer_case,
                     const std::string& prefix) {
    Config config;
    config.optimizer = optimizer_case.options;
    config.learning_rate = optimizer_case.learning_rate;
    config.train.shard_size = 2;
    config.train.clip_norm = 0;
    config.train.class_weights = {"values", {kClassWeights.begin(), kClassWeights.end()}};
    config.train.label_smoothing = kLabelSmoothing;
    Threads threads(2);
    Corpus corpus;
    corpus.train = kBatches;
    TrainState state({config, {}, {"a", "b", "c"}, std::move(classifier)}, corpus, threads);
    for (Index step = 0; step < 10; ++step) state.step(kExamples[step % 2], {step, 10, 0, 0});
    for (const Parameter& p : state.model().classifier.parameters()) {
        INFO(p.name);
        CHECK(largest_difference(p.value.data(), prefix + p.name) < kTolerance);
    }
}

} // namespace

TEST_CASE("logits, loss and gradients agree with PyTorch") {
    const Json all = cases();
    const Json::Array& descriptions = *all.as<Json::Array>();
    REQUIRE(descriptions.size() == 16);
    for (Index n = 0; n < descriptions.size(); ++n)
        for (const char* implementation : {"fused", "reference"})
            for (const char* input : {"lookup", "one_hot"}) {
                INFO(descriptions[n].dump() << " " << implementation << " " << input);
                check_gradients(make(descriptions[n], n, implementation, input),
                                std::to_string(n) + "/");
            }
}

TEST_CASE("ten steps of every optimizer agree with PyTorch") {
    const Json all = cases();
    const Json::Array& descriptions = *all.as<Json::Array>();
    for (Index n = 0; n < descriptions.size(); ++n)
        for (const OptimizerCase& optimizer_case : optimizer_cases())
            for (const std::string input : {"lookup", "one_hot"}) {
                // With a dense gradient, a word whose gradient is zero (dead relus) looks like a
                // word that does not occur.
                if (input == "one_hot" && optimizer_case.options.name == "lazy_adam" &&
                    *descriptions[n].find("cell")->as<std::string>() == "rnn_relu")
                    continue;
                INFO(descriptions[n].dump() << " " << optimizer_case.name << " " << input);
                check_ten_steps(make(descriptions[n], n, "fused", input), optimizer_case,
                                std::to_string(n) + "/" + optimizer_case.name + "/");
            }
}

TEST_CASE("the sampled softmax agrees with PyTorch") { // the script's add_sampled_softmax
    const NoiseDistribution noise({0, 3, 10, 5, 1, 7, 2, 4, 6});
    const std::vector<TokenId> words{2, 5, 2, 8}, samples{5, 2, 3, 3, 7};
    const auto load = [](const char* name) {
        const NamedTensor* saved = find_named(fixtures().tensors, name);
        REQUIRE(saved);
        return saved->values;
    };
    SharedBuffer states = load("sampled/states"), output = load("sampled/output");
    SparseGradient rows(kVocabulary, kHidden);
    Arena arena;
    Tape tape(arena);
    const Var leaf = tape.leaf("states", {states.data(), 4, kHidden}, arena.zeros(4, kHidden));
    const Var loss = sampled_softmax_loss(tape, leaf, words, samples,
                                          {{output.data(), kVocabulary, kHidden}, &rows}, noise, 4);
    tape.backward(loss);
    Storage dense(output.size());
    for (const TokenId id : rows.ids())
        std::copy_n(rows.find(id), kHidden, dense.data() + id * kHidden);
    CHECK(largest_difference(loss.value().data, "sampled/loss") < kTolerance);
    CHECK(largest_difference(leaf.grad().data, "sampled/states.grad") < kTolerance);
    CHECK(largest_difference(dense.data(), "sampled/output.grad") < kTolerance);
}
