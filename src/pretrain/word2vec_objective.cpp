// Steps of word2vec: gradients of kBlocks blocks in parallel, then an update of all their rows.
#include "core/threads.h"
#include "pretrain/objective.h"
#include "pretrain/word2vec.h"

namespace textrnn {

namespace {

constexpr Index kBlocks = 16; // of a step

class Word2vecObjective : public Objective {
public:
    Word2vecObjective(const Config& config, const Texts& texts, Threads& threads)
        : model_{{}, {}, config.pretrain.method == "cbow",
                 static_cast<double>(config.pretrain.negatives)},
          threads_(threads), sampler_(texts, config.pretrain),
          is_reference_(config.model.implementation == "reference"), tokens_(texts.data.ids.size()),
          memory_(threads.count()), updates_(threads.count()) {
        const Index words = texts.vocabulary.size(), dim = config.model.embedding_dim;
        // word2vec's initial values: embeddings U(-1/2D, 1/2D), output vectors 0.
        const double bound = 0.5 / static_cast<double>(dim);
        parameters_ = {{"embedding.weight", {words, dim}, bound}, {"output.weight", {words, dim}}};
        initialise(parameters_, config.pretrain.seed);
        for (std::vector<Real>& curvature : curvature_) curvature.resize(words);
    }

    Parameters& parameters() override { return parameters_; }
    Index steps() const override { return (sampler_.blocks() + kBlocks - 1) / kBlocks; }

    StepResult step(Index epoch, Index step, double learning_rate) override {
        model_.embedding = parameters_[0].tensor();
        model_.output = parameters_[1].tensor();
        const Index first = step * kBlocks;
        const Index count = std::min(kBlocks, sampler_.blocks() - first);
        StepResult result;
        result.tokens = std::min(tokens_, (first + count) * WindowSampler::kBlockTokens) -
                        first * WindowSampler::kBlockTokens;
        threads_.run(count, [&](Index i, Index thread) {
            // Logarithms take longer than the gradient: the loss is measured on one block.
            compute(epoch, first + i, memory_[thread], blocks_[i], i == 0 ? &result : nullptr);
        });
        for (Index i = 1; i < count && result.predictions == 0; ++i) // the first with predictions
            compute(epoch, first + i, memory_[0], blocks_[i], &result);
        if (!std::isfinite(result.loss)) result.divergence = "the loss";
        const Index parts = std::min(threads_.count(), kBlocks);
        threads_.run(parts, [&](Index part, Index) {
            update({blocks_, count}, part, parts, learning_rate);
        });
        return result;
    }

private:
    struct Block { // memory of a block, reused by the next step
        Arena arena;
        Windows windows;
        BlockGradient gradient;
    };
    struct RowUpdate { // of an occurrence of an id in a block
        Real *row, *curvature;
        const Real* gradient;
    };

    void compute(Index epoch, Index number, Arena& memory, Block& block,
                 StepResult* measured) const {
        memory.reset();
        block.arena.reset();
        block.gradient = {};
        sampler_.sample(epoch, number, block.windows);
        if (block.windows.centers.empty()) return;
        block.gradient = (is_reference_ ? word2vec_reference : word2vec)(
            block.arena, memory, model_, block.windows, measured ? &measured->loss : nullptr);
        if (measured)
            for (const Windows::Center& c : block.windows.centers)
                measured->predictions += model_.predictions(c);
    }

    // row -= rate / (1 + rate * curvature) * gradient for the ids with id % parts == part, summed
    // over the step in block order. The denominator keeps a frequent word's many gradients, all at
    // the same parameters, from overshooting (implicit gradient descent; Toulis & Airoldi 2017,
    // "Asymptotic and finite-sample properties of estimators based on stochastic gradients").
    void update(std::span<const Block> blocks, Index part, Index parts, double rate) {
        constexpr Index kAhead = 8; // distance of the prefetch, in rows
        std::vector<RowUpdate>& updates = updates_[part];
        updates.clear();
        for (const Block& block : blocks) {
            const auto& [embedding, words, negatives] = block.gradient;
            for (const RowGradient* list : {&embedding, &words, &negatives}) {
                const bool is_output = list != &embedding;
                const Tensor table = is_output ? model_.output : model_.embedding;
                for (Index n = 0; n < list->ids.size(); ++n)
                    if (const TokenId id = list->ids[n]; id % parts == part) {
                        Real& curvature = curvature_[is_output][id];
                        curvature += static_cast<Real>(list->curvature);
                        updates.push_back({table.row(id), &curvature, list->grad.row(n)});
                    }
            }
        }
        const Index dim = model_.embedding.cols;
        for (Index n = 0; n < updates.size(); ++n) {
            prefetch(updates[std::min(n + kAhead, updates.size() - 1)].row, dim);
            const auto& [row, curvature, gradient] = updates[n];
            const double damping = 1 + rate * static_cast<double>(*curvature);
            add_scaled(row, -static_cast<Real>(rate / damping), gradient, dim);
        }
        for (const RowUpdate& u : updates) *u.curvature = 0;
    }

    Parameters parameters_; // embedding.weight, output.weight
    Word2vec model_;        // views of the parameters
    Threads& threads_;
    WindowSampler sampler_;
    bool is_reference_;
    Index tokens_; // of an epoch
    Block blocks_[kBlocks];
    // Of each thread: intermediate values of a block; the updates of its part of the rows.
    std::vector<Arena> memory_;
    std::vector<std::vector<RowUpdate>> updates_;
    std::vector<Real> curvature_[2]; // [V] of both tables, of the current step; 0 between steps
};

} // namespace

std::unique_ptr<Objective> make_word2vec(const Config& config, const Texts& texts,
                                         Threads& threads) {
    return std::make_unique<Word2vecObjective>(config, texts, threads);
}

} // namespace textrnn
