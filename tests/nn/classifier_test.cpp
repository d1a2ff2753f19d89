// one_hot_direct: words pick rows of weight_ih^T, which is weight_ih times their one-hot vectors.
#include "catch.h"
#include "nn/classifier.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace textrnn;

namespace {

constexpr Index kWords = 7;
constexpr double kEqual = sizeof(Real) == 8 ? 1e-11 : 2e-5;

Classifier classifier(const Cell& cell, const char* input, const char* implementation) {
    ClassifierOptions o;
    o.vocabulary_size = o.embedding_dim = kWords;
    o.classes = 3;
    o.input = input;
    o.cell = cell.name;
    o.hidden_size = 5;
    o.bidirectional = true;
    o.implementation = implementation;
    Classifier made(o);
    made.initialise(3);
    return made;
}

Parameter& named(Classifier& classifier, const std::string& name) {
    for (Parameter& p : classifier.parameters())
        if (p.name == name) return p;
    FAIL(name);
    throw std::logic_error(name);
}

// Gives `vectors`, whose words have one-hot embeddings, the weights of `direct`.
void copy_weights(Classifier& direct, Classifier& vectors) {
    Parameter& embedding = named(vectors, "embedding.weight");
    for (Index i = 0; i < embedding.value.size(); ++i)
        embedding.value[i] = i % (kWords + 1) == 0 ? Real{1} : Real{0};
    for (const Parameter& p : direct.parameters()) {
        const Index suffix = p.name.find("_transposed");
        Parameter& target = named(vectors, p.name.substr(0, suffix));
        for (Index i = 0; i < p.rows(); ++i)
            for (Index j = 0; j < p.cols(); ++j)
                target.value[suffix == std::string::npos ? i * p.cols() + j : j * p.rows() + i] =
                    p.value[i * p.cols() + j];
    }
}

// Logits, and the gradients of all but the embedding by name, weight_ih as [G H, V]; flat.
std::vector<Real> pass(const Classifier& classifier) {
    const Packed packed = Packed::of({5, 3, 3, 1});
    const std::vector<TokenId> ids{4, 0, 2, 2, 6, 4, 1, 2, 0, 0, 4, 2};
    const std::vector<Index> labels{2, 0, 1, 2};
    const Parameters& parameters = classifier.parameters();
    Gradients gradients(parameters);
    Arena arena;
    Tape tape(arena);
    const ForwardContext context{tape, parameters, &gradients, Random(0, Stream::kDropout), false};
    const Var logits = classifier.logits(context, packed, ids);
    tape.backward(cross_entropy(tape, logits, labels, {}, 0, 1));
    std::vector<Real> all(logits.value().begin(), logits.value().end());
    for (Index p = 0; p < parameters.size(); ++p) {
        if (parameters[p].name == "embedding.weight") continue;
        const bool transposed = parameters[p].name.ends_with("_transposed");
        const Index rows = parameters[p].rows(), cols = parameters[p].cols();
        for (Index i = 0; i < (transposed ? cols : rows); ++i)
            for (Index j = 0; j < (transposed ? rows : cols); ++j) {
                const Real* row = gradients.find_row(p, transposed ? j : i);
                all.push_back(row ? row[transposed ? i : j] : Real{0});
            }
    }
    return all;
}

} // namespace

TEST_CASE("words straight into the gates are one-hot vectors times weight_ih") {
    for (const Cell& cell : cells())
        for (const char* implementation : {"reference", "fused"}) {
            Classifier direct = classifier(cell, "one_hot_direct", implementation);
            Classifier vectors = classifier(cell, "lookup", "reference");
            copy_weights(direct, vectors);
            const std::vector<Real> found = pass(direct), expected = pass(vectors);
            INFO(cell.name << " " << implementation);
            REQUIRE(found.size() == expected.size());
            double worst = 0;
            for (Index i = 0; i < found.size(); ++i)
                worst = std::max(worst, std::fabs(double{found[i]} - double{expected[i]}));
            CHECK(worst < kEqual);
        }
}
