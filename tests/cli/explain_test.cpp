// Explanations agree with PyTorch's to 1e-4, for every cell, pooling, depth and direction.
// tests/fixtures/explain_torch.py wrote PyTorch's values.
#include "cli/study.h"

#include "catch.h"
#include "io/parse_json.h"
#include "core/registry.h"
#include "io/json.h"
#include "worst_element.h"

using namespace textrnn;

namespace {

constexpr Index kVocabulary = 9, kClasses = 3;
constexpr double kTolerance = 1e-4;
const std::vector<TokenId> kText{2, 5, 3, 2, 7};

Model make_model(const Safetensors& file, const Json& description, Index number) {
    ClassifierOptions options;
    options.vocabulary_size = kVocabulary;
    options.classes = kClasses;
    options.embedding_dim = 3;
    options.hidden_size = 4;
    options.cell = *description.find("cell")->as<std::string>();
    options.num_layers = static_cast<Index>(description.find("layers")->number());
    options.bidirectional = *description.find("bidirectional")->as<bool>();
    options.pooling = *description.find("pooling")->as<std::string>();
    Model model{{}, {}, {"a", "b", "c"}, Classifier(options)};
    for (Parameter& p : model.classifier.parameters()) {
        const std::string name = std::to_string(number) + "/initial/" + p.name;
        const NamedTensor* saved = find_named(file.tensors, name);
        INFO(name);
        REQUIRE(saved);
        p.value = saved->values;
    }
    return model;
}

void check(const Safetensors& expected, const std::string& prefix, const Explanation& found) {
    const NamedTensor* answer = find_named(expected.tensors, prefix + "answer");
    const NamedTensor* figures = find_named(expected.tensors, prefix + "figures");
    REQUIRE(answer);
    REQUIRE(figures);
    REQUIRE(found.drop.size() == figures->shape[0]);
    CHECK(found.label == static_cast<Index>(answer->values[0]));
    WorstElement worst;
    const auto observe = [&](const char* name, Index token, double e, double f) {
        worst.observe(prefix + name, token, 0, e, f, std::fabs(e - f));
    };
    observe("probability", 0, static_cast<double>(answer->values[1]), found.probability);
    for (Index n = 0; n < found.drop.size(); ++n) {
        const Real* e = figures->values.data() + n * 3;
        observe("gradient times input", n, static_cast<double>(e[0]),
                found.gradient_times_input[n]);
        observe("drop", n, static_cast<double>(e[1]), found.drop[n]);
        observe("pooling", n, static_cast<double>(e[2]), found.pooling[n]);
    }
    INFO(worst);
    CHECK(worst.error() < kTolerance);
}

} // namespace

TEST_CASE("explanations agree with PyTorch", "[explanation]") {
    const Safetensors models = read_safetensors("tests/fixtures/pytorch.safetensors");
    const Safetensors expected = read_safetensors("tests/fixtures/explain.safetensors");
    const Json descriptions = parse_json(*models.find_metadata("cases"), "cases");
    for (Index i = 0; i < descriptions.as<Json::Array>()->size(); ++i) {
        const Json& description = (*descriptions.as<Json::Array>())[i];
        INFO(description.dump());
        const Model model = make_model(models, description, i);
        const std::string prefix = std::to_string(i) + "/";
        const Explanation first = explain(model.classifier, kText, {});
        check(expected, prefix, first);
        const Index other = (first.label + 1) % kClasses;
        check(expected, prefix + "other_", explain(model.classifier, kText, other));
    }
}

// The gradients of equal inputs are equal, whatever layer provides them.
TEST_CASE("an explanation does not depend on input layer and implementation", "[explanation]") {
    ClassifierOptions options;
    options.vocabulary_size = kVocabulary;
    options.classes = kClasses;
    options.embedding_dim = 3;
    options.hidden_size = 4;
    for (const char* cell : {"none", "gru"}) {
        std::vector<NamedMatrix> results;
        for (const char* input : {"lookup", "one_hot"})
            for (const char* implementation : {"fused", "reference"}) {
                options.cell = cell;
                options.input = input;
                options.implementation = implementation;
                Classifier classifier(options);
                classifier.initialise(5);
                const Explanation found = explain(classifier, kText, 1);
                NamedMatrix m{"figures", kText.size(), 2, {}};
                for (Index n = 0; n < kText.size(); ++n)
                    m.values.insert(m.values.end(),
                                    {static_cast<Real>(found.gradient_times_input[n]),
                                     static_cast<Real>(found.drop[n])});
                results.push_back(m);
                const WorstElement worst = compare({&results[0], 1}, {&results.back(), 1});
                INFO(cell << " " << input << " " << implementation << ": " << worst);
                CHECK(worst.error() < 1e-6);
            }
    }
}

TEST_CASE("an unknown token has no drop, every other token has", "[explanation]") {
    ClassifierOptions options;
    options.vocabulary_size = kVocabulary;
    options.classes = kClasses;
    options.embedding_dim = options.hidden_size = 2;
    Classifier classifier(options);
    classifier.initialise(5);
    const std::vector<TokenId> ids{kUnkId, 3, 3, kUnkId, 4};
    const Explanation found = explain(classifier, ids, {});
    REQUIRE(found.drop.size() == ids.size());
    for (Index n = 0; n < ids.size(); ++n) {
        INFO("token " << n << ", id " << ids[n] << ": drop " << found.drop[n]);
        CHECK((found.drop[n] == 0) == (ids[n] == kUnkId));
    }
}

TEST_CASE("probabilities of logits whose loss overflows are refused", "[explain]") {
    for (const std::vector<Real>& logits : {std::vector<Real>{Real(3e38), Real(-3e38)},
                                            {Real(-3e38), Real(3e38)}, {NAN, 0}, {0, INFINITY}}) {
        INFO(logits[0] << ", " << logits[1]);
        CHECK_THROWS_AS(finite_softmax(logits.data(), 2), Error);
    }
    const Real logits[] = {100, -100};
    CHECK(finite_softmax(logits, 2)[0] == 1);
}
