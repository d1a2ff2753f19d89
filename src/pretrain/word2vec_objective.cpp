// Steps of word2vec: threads compute the gradients of kBlocks blocks from the same weights; then
// every row is updated with the sum of its gradients in block order.
#include "core/random.h"
#include "core/registry.h"
#include "core/threads.h"
#include "pretrain/objective.h"
#include "pretrain/word2vec.h"

#include <algorithm>

namespace textrnn {

namespace {

constexpr Index kBlocks = 16; // of a step; for the choice, see tests/bench

class Word2vec : public Objective {
public:
    Word2vec(const Config& config, const Texts& texts, Threads& threads)
        : threads_(threads), sampler_(texts, config.pretrain),
          method_(*find_named(word2vec_methods(), config.pretrain.method)),
          gradient_(config.model.implementation == "fused" ? method_.fused : method_.reference),
          tokens_(texts.data.ids.size()),
          negatives_(static_cast<double>(config.pretrain.negatives)), blocks_(kBlocks) {
        const Index words = texts.vocabulary.size(), dim = config.model.embedding_dim;
        for (const char* name : {"embedding.weight", "output.weight"}) {
            parameters_.push_back({name, {words, dim}});
            parameters_.back().value = Storage(words * dim);
        }
        // word2vec's initial values: embeddings U(-1/2D, 1/2D), output vectors 0.
        const double bound = 0.5 / static_cast<double>(dim);
        Random random(config.pretrain.seed, Stream::kInit);
        for (Real& x : parameters_[0].value) x = static_cast<Real>(random.uniform(-bound, bound));
        for (Table& table : tables_) table.curvature.resize(words);
    }

    Parameters& parameters() override { return parameters_; }
    Index steps() const override { return (sampler_.blocks() + kBlocks - 1) / kBlocks; }

    ObjectiveLoss step(Index epoch, Index step, double learning_rate) override {
        for (Index t = 0; t < 2; ++t) tables_[t].values = parameters_[t].tensor();
        const Index first = step * kBlocks;
        const Index count = std::min(kBlocks, sampler_.blocks() - first);
        ObjectiveLoss loss;
        loss.tokens = std::min(tokens_, (first + count) * WindowSampler::kBlockTokens) -
                      first * WindowSampler::kBlockTokens;
        threads_.run(count, [&](Index i, Index) {
            // Logarithms take longer than the gradient: the loss is measured on one block.
            compute(epoch, first + i, blocks_[i], i == 0 ? &loss : nullptr);
        });
        const Index parts = std::min(threads_.count(), kBlocks);
        threads_.run(parts, [&](Index part, Index) {
            const Part mine{part, parts, {blocks_.data(), count}};
            update(tables_[0], mine, learning_rate,
                   [](const BlockGradient& g) { return std::array{&g.embedding}; });
            update(tables_[1], mine, learning_rate, [](const BlockGradient& g) {
                return std::array{&g.words, &g.negatives};
            });
        });
        return loss;
    }

private:
    struct Block { // memory of a block, reused by the next step
        Arena arena;
        Windows windows;
        BlockGradient gradient;
    };
    struct Table {
        Tensor values;               // [V, D]
        std::vector<Real> curvature; // [V] of the current step; 0 between steps
    };
    struct Part { // the ids of which id % parts == part, and all gradients of the step
        Index part, parts;
        std::span<const Block> blocks;
    };

    void compute(Index epoch, Index number, Block& block, ObjectiveLoss* loss) const {
        block.arena.reset();
        block.gradient = {};
        sampler_.sample(epoch, number, block.windows);
        if (block.windows.centers.empty()) return;
        double sum = 0;
        block.gradient = gradient_(block.arena, {tables_[0].values, tables_[1].values},
                                   block.windows, negatives_, loss ? &sum : nullptr);
        if (loss) {
            loss->sum = sum;
            loss->predictions =
                method_.predicts_neighbors ? block.windows.pairs() : block.windows.centers.size();
        }
    }

    // Calls use(id, gradient of the row, curvature) for all rows of the part, in block order.
    template <class Lists, class Use>
    static void for_each_row(const Part& part, Lists lists, Use use) {
        for (const Block& block : part.blocks)
            for (const RowGradient* list : lists(block.gradient))
                for (Index n = 0; n < list->ids.size(); ++n)
                    if (const TokenId id = list->ids[n]; id % part.parts == part.part)
                        use(id, list->rows.row(n), list->curvature);
    }

    // row -= rate / (1 + rate * curvature) * gradient, with sums over the step. All gradients of a
    // step come from the same weights; the denominator keeps the sum of very many, for a frequent
    // word, from overshooting (implicit gradient descent on a quadratic bound of the loss; Toulis &
    // Airoldi 2017, "Asymptotic and finite-sample properties of estimators based on stochastic
    // gradients").
    template <class Lists>
    static void update(Table& table, const Part& part, double rate, Lists lists) {
        for_each_row(part, lists, [&](TokenId id, const Real*, double curvature) {
            table.curvature[id] += static_cast<Real>(curvature);
        });
        for_each_row(part, lists, [&](TokenId id, const Real* gradient, double) {
            const double damping = 1 + rate * static_cast<double>(table.curvature[id]);
            const Real factor = static_cast<Real>(rate / damping);
            Real* const row = table.values.row(id);
            for (Index j = 0; j < table.values.cols; ++j) row[j] -= factor * gradient[j];
        });
        for_each_row(part, lists,
                     [&](TokenId id, const Real*, double) { table.curvature[id] = 0; });
    }

    Parameters parameters_; // embedding.weight, output.weight
    Threads& threads_;
    WindowSampler sampler_;
    const Word2vecMethod& method_;
    Word2vecFunction gradient_;
    Index tokens_;
    double negatives_; // per prediction
    std::vector<Block> blocks_;
    Table tables_[2]; // embedding, output
};

} // namespace

std::unique_ptr<Objective> make_word2vec(const Config& config, const Texts& texts,
                                         Threads& threads) {
    return std::make_unique<Word2vec>(config, texts, threads);
}

} // namespace textrnn
