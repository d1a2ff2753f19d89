// one_hot_direct against one-hot vectors: token ids pick rows of weight_ih^T, which gives the
// product of weight_ih with their one-hot vectors.
#include "catch.h"
#include "nn/classifier.h"
#include "worst_element.h"

#include <stdexcept>

using namespace textrnn;

namespace {

constexpr Index kWords = 7;
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

// Sets `vectors` to the weights of `direct`, with one-hot vectors as embeddings.
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

const Packed kPacked = Packed::of({5, 3, 3, 1}); // of all texts
const std::vector<TokenId> kIds{4, 0, 2, 2, 6, 4, 1, 2, 0, 0, 4, 2};

// Logits, and the gradients of all parameters but the embedding, with weight_ih as [G H, V].
std::vector<NamedMatrix> pass(const Classifier& classifier) {
    const std::vector<Index> labels{2, 0, 1, 2};
    const Parameters& parameters = classifier.parameters();
    Gradients gradients(parameters);
    Arena arena;
    Tape tape(arena);
    const ForwardContext context{tape, parameters, &gradients, Random(0, Stream::kDropout), false};
    const Var logits = classifier.logits(context, kPacked, kIds);
    tape.backward(cross_entropy(tape, logits, labels, {}, 0, 1));
    std::vector<NamedMatrix> all{named("logits", logits.value())};
    for (Index p = 0; p < parameters.size(); ++p) {
        const Parameter& parameter = parameters[p];
        if (parameter.name == "embedding.weight") continue;
        const Index suffix = parameter.name.find("_transposed");
        const bool transposed = suffix != std::string::npos;
        const Index rows = transposed ? parameter.cols() : parameter.rows();
        const Index cols = transposed ? parameter.rows() : parameter.cols();
        const Tensor gradient = arena.tensor(rows, cols);
        for (Index i = 0; i < rows; ++i)
            for (Index j = 0; j < cols; ++j) {
                const Real* row = gradients.find_row(p, transposed ? j : i);
                gradient(i, j) = row ? row[transposed ? i : j] : Real{0};
            }
        all.push_back(named("gradient of " + parameter.name.substr(0, suffix), gradient));
    }
    return all;
}

} // namespace

TEST_CASE("one_hot_direct computes weight_ih times one-hot vectors") {
    for (const Cell& cell : cells())
        for (const char* implementation : {"reference", "fused"}) {
            Classifier direct = classifier(cell, "one_hot_direct", implementation);
            Classifier vectors = classifier(cell, "lookup", "reference");
            copy_weights(direct, vectors);
            const WorstElement worst = compare(pass(vectors), pass(direct));
            INFO(cell.name << ", " << implementation << ": " << worst);
            CHECK(worst.error() < kEqual);
        }
}

// The embedding layer is a hidden layer without activation: E and W_ih are one table E W_ih^T.
TEST_CASE("embedding times weight_ih, folded into one_hot_direct's table, gives the same logits") {
    for (const Cell& cell : cells())
        for (const char* input : {"lookup", "one_hot", "one_hot_csr"}) {
            Classifier embedded = classifier(cell, input, "fused");
            Classifier direct = classifier(cell, "one_hot_direct", "fused");
            const Tensor embedding = named(embedded, "embedding.weight").tensor();
            for (Parameter& p : direct.parameters()) {
                const Index suffix = p.name.find("_transposed");
                const Parameter& weight = named(embedded, p.name.substr(0, suffix));
                for (Index i = 0; i < p.value.size(); ++i) p.value[i] = weight.value[i];
                if (suffix == std::string::npos) continue;
                for (Index v = 0; v < p.rows(); ++v)
                    for (Index g = 0; g < p.cols(); ++g) {
                        Real& sum = p.value[v * p.cols() + g] = 0;
                        for (Index d = 0; d < embedding.cols; ++d)
                            sum += embedding(v, d) * weight.tensor()(g, d);
                    }
            }
            const std::vector<NamedMatrix> expected{pass(embedded)[0]}, found{pass(direct)[0]};
            const WorstElement worst = compare(expected, found);
            INFO(cell.name << ", " << input << ": " << worst);
            CHECK(worst.error() < kEqual);
        }
}

// Predicted logits [4, 3].
std::vector<Real> predicted(const Classifier& classifier) {
    Arena arena;
    Tape tape(arena);
    const ForwardContext context{tape, classifier.parameters(), nullptr,
                                 Random(0, Stream::kDropout), false, nullptr,
                                 classifier.packed_weights()};
    const Tensor logits = classifier.logits(context, kPacked, kIds).value();
    return {logits.begin(), logits.end()};
}

TEST_CASE("packed weights predict the same bits; only the fused weight_hh has half precision") {
    for (const Cell& cell : cells())
        for (const char* input : {"lookup", "one_hot", "one_hot_direct"})
            for (const char* implementation : {"fused", "reference"})
                for (const Pooling& pooling : poolings()) {
                    ClassifierOptions options = classifier(cell, input, implementation).options();
                    options.pooling = pooling.name;
                    options.num_layers = 2;
                    Classifier model(options);
                    model.initialise(3);
                    const std::vector<Real> plain = predicted(model);
                    INFO(cell.name << ", " << input << ", " << implementation << ", "
                                   << pooling.name);
                    model.pack_weights(Precision::kFull);
                    CHECK(predicted(model) == plain);
                    model.pack_weights(Precision::kHalf);
                    const bool is_fused = implementation == std::string("fused") && cell.forward;
                    CHECK((predicted(model) == plain) != is_fused);
                }
}

TEST_CASE("without RNN, half precision changes nothing; new values are predicted with") {
    ClassifierOptions options = classifier(cells()[0], "lookup", "fused").options();
    options.cell = "none";
    Classifier model(options);
    model.initialise(3);
    const std::vector<Real> plain = predicted(model);
    model.pack_weights(Precision::kHalf);
    CHECK(predicted(model) == plain);
    for (Parameter& p : model.parameters()) p.value[0] += 1;
    CHECK(predicted(model) != plain);
    const std::vector<Real> changed = predicted(model);
    model.pack_weights(Precision::kFull);
    CHECK(predicted(model) == changed);
    model.initialise(4);
    CHECK(model.packed_weights() == nullptr);
}

TEST_CASE("initial values have torch.nn's distributions") {
    ClassifierOptions o;
    o.vocabulary_size = 400;
    o.classes = 3;
    o.embedding_dim = 50;
    o.embedding_std = 0.25;
    o.hidden_size = 100;
    o.pooling = "attention";
    for (const char* input : {"lookup", "one_hot_direct"}) {
        o.input = input;
        Classifier made(o);
        made.initialise(5);
        for (const Parameter& p : made.parameters()) {
            const bool normal = p.name == "embedding.weight";
            double squares = 0, largest = 0;
            for (const Real x : p.value) {
                squares += static_cast<double>(x) * static_cast<double>(x);
                largest = std::max(largest, std::fabs(static_cast<double>(x)));
            }
            const double bound = 0.1; // 1 / sqrt(H), and 1 / sqrt(F) with F = H
            INFO(input << ", " << p.name << ": largest magnitude " << largest);
            CHECK((normal || largest <= bound));
            if (p.value.size() < 1000) continue;
            const double deviation = std::sqrt(squares / static_cast<double>(p.value.size()));
            CHECK(deviation == Approx(normal ? 0.25 : bound / std::sqrt(3.0)).epsilon(0.05));
        }
    }
}
