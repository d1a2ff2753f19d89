// Adversarial training against the two passes written out: the gradient of the loss plus the
// gradient of the loss with r added to the embeddings, r = size |E| g / |g| for each text.
#include "core/threads.h"
#include "train/step.h"
#include "train/model_file.h"
#include "worst_element.h"

#include "catch.h"

using namespace textrnn;

namespace {

constexpr double kSize = 0.3;

Dataset sample_data() { // texts of 5, 2 and 1 tokens
    Dataset data;
    data.ids = {2, 3, 4, 3, 5, 4, 6, 2};
    data.begins = {0, 5, 7, 8};
    data.labels = {0, 1, 1};
    return data;
}

Classifier sample_classifier(const char* cell, const char* freeze) {
    ClassifierOptions options;
    options.vocabulary_size = 7;
    options.classes = 2;
    options.cell = cell;
    options.embedding_dim = options.hidden_size = 4;
    options.embedding_dropout = 0.4;
    options.freeze = freeze;
    Classifier classifier(options);
    classifier.initialise(3);
    return classifier;
}

double length(std::span<const Real> values) {
    double sum = 0;
    for (const Real x : values) sum += static_cast<double>(x) * static_cast<double>(x);
    return std::sqrt(sum);
}

// The rows of one text of packed rows, concatenated.
std::vector<Real> rows_of(Tensor x, const Packed& packed, Index text) {
    std::vector<Real> rows;
    for (Index t = 0; t < packed.steps(); ++t)
        if (text < packed.batch_size(t)) {
            const Real* row = x.row(packed.offsets[t] + text);
            rows.insert(rows.end(), row, row + x.cols);
        }
    return rows;
}

} // namespace

TEST_CASE("adversarial training adds the gradient at perturbed embeddings", "[step]") {
    const Dataset data = sample_data();
    const Shard shard = pack_shards(data, {0, 1, 2}, 3).front();
    Threads threads(1);
    for (const char* cell : {"none", "lstm"})
        for (const char* freeze : {"none", "embedding"}) {
            Classifier classifier = sample_classifier(cell, freeze);
            const Parameters before = classifier.parameters();
            const GradientStep::Loss loss = [&](const ForwardContext& context, const Shard& s) {
                const Var logits = classifier.logits(context, s.packed, s.ids);
                return cross_entropy(context.tape, logits, s.labels, {}, 0, 3);
            };
            const Random dropout(1, Stream::kDropout);
            Gradients gradients(before);
            Arena arena;
            Tape first(arena), second(arena);
            Perturbation perturbation;
            const auto context = [&](Tape& tape) {
                return ForwardContext{tape,  before, &gradients, dropout.split(0),
                                      true, &perturbation};
            };
            const Var plain = loss(context(first), shard);
            first.backward(plain);
            const Var embeddings = perturbation.embeddings;
            const Tensor r = arena.tensor(embeddings.rows(), embeddings.cols());
            for (Index t = 0; t < shard.packed.steps(); ++t)
                for (Index text = 0; text < shard.packed.batch_size(t); ++text) {
                    const Index n = shard.packed.offsets[t] + text;
                    const double scale =
                        kSize * length(rows_of(embeddings.value(), shard.packed, text)) /
                        length(rows_of(embeddings.grad(), shard.packed, text));
                    for (Index j = 0; j < r.cols; ++j)
                        r(n, j) = static_cast<Real>(scale) * embeddings.grad()(n, j);
                }
            perturbation.added = r;
            const Var perturbed = loss(context(second), shard);
            CHECK(perturbed.value().data[0] > plain.value().data[0]);
            second.backward(perturbed);

            OptimizerOptions sgd;
            sgd.name = "sgd";
            GradientStep step(sgd, classifier.parameters(), threads, loss);
            const StepResult result = step.run({&shard, 1}, {1, 0, kSize, dropout});
            CHECK(result.divergence == "");
            CHECK(result.loss == Approx(plain.value().data[0]));
            WorstElement worst;
            for (Index p = 0; p < before.size(); ++p)
                for (Index i = 0; i < before[p].rows(); ++i)
                    for (Index j = 0; j < before[p].cols(); ++j) {
                        const Real* row = before[p].frozen ? nullptr : gradients.find_row(p, i);
                        const Index at = i * before[p].cols() + j;
                        const double expected = row ? static_cast<double>(row[j]) : 0;
                        const auto found = static_cast<double>(
                            before[p].value[at] - classifier.parameters()[p].value[at]);
                        worst.observe(before[p].name, i, j, expected, found,
                                      std::fabs(expected - found));
                    }
            INFO(cell << ", freeze " << freeze << ": " << worst);
            CHECK(worst.error() < 1e-5);
        }
}
