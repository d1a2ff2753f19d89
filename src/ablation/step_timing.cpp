// Synthetic texts and timed steps.
#include "ablation/step_timing.h"

#include "core/gemm.h"
#include "core/stopwatch.h"

#include <set>

namespace textrnn {

Dataset zipf_texts(std::span<const Index> lengths, Index words, Index vocabulary) {
    std::vector<double> cumulated;
    double sum = 0;
    for (Index rank = 1; rank + 1 < words; ++rank)
        cumulated.push_back(sum += 1 / static_cast<double>(rank));
    Random random(words, Stream::kShuffle);
    const Index distance = (vocabulary - kFirstWordId) / (words - kFirstWordId);
    Dataset data;
    for (const Index length : lengths) {
        for (Index t = 0; t < length; ++t) {
            const auto found = std::ranges::lower_bound(cumulated, random.uniform(0, sum));
            const auto word = static_cast<Index>(found - cumulated.begin());
            data.ids.push_back(static_cast<TokenId>(kFirstWordId + word * distance));
        }
        data.labels.push_back(data.size() % 2);
        data.begins.push_back(data.ids.size());
    }
    return data;
}

Index words_of_shards(const Dataset& data, std::span<const std::vector<Index>> batches,
                      Index shard_size) {
    Index words = 0;
    for (const std::vector<Index>& batch : batches)
        for (const Shard& shard : pack_shards(data, batch, shard_size))
            words += std::set(shard.ids.begin(), shard.ids.end()).size();
    return words;
}

void fill(Parameters& parameters) {
    for (Parameter& p : parameters) {
        p.value = Storage(p.rows() * p.cols());
        for (Index i = 0; i < p.value.size(); ++i)
            p.value[i] = static_cast<Real>(i * 2654435761u % 1024) / Real(1e4) - Real(0.05);
    }
}

StepTimes measure_steps(const StepTimingOptions& options, const Dataset& data,
                        std::span<const std::vector<Index>> batches, Threads& threads) {
    Classifier classifier(options.config.model);
    fill(classifier.parameters());
    Corpus corpus;
    corpus.train = data;
    TrainState state({options.config, {}, {}, std::move(classifier)}, corpus, threads);
    StepTimes times;
    for (Index step = 0; step < options.warm_up_steps + options.timed_steps; ++step) {
        const StepResult result = state.step(batches[step % batches.size()], {step, 0, 0, 0});
        if (step >= options.warm_up_steps) times.steps.push_back(result);
    }
    times.bytes = state.bytes();
    const Parameters& parameters = state.model().classifier.parameters();
    for (Index p = 0; p < parameters.size(); ++p) {
        const auto& moments = state.optimizer().state(p);
        const Index numbers = parameters[p].value.size() + moments[0].size() + moments[1].size();
        times.bytes += static_cast<double>(sizeof(Real) * numbers);
    }
    return times;
}

// Takes the fastest of several runs: other processes only slow a run down.
double measure_flops_per_second() {
    constexpr Index kRows = 24, kDepth = 128, kCols = 32, kProducts = 2000;
    Arena arena;
    const Tensor a = arena.zeros(kRows, kDepth), c = arena.tensor(kRows, kCols);
    const PackedMatrix b = pack(arena, Trans::kNo, arena.zeros(kDepth, kCols));
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const Stopwatch watch;
        for (Index i = 0; i < kProducts; ++i) gemm(arena, Trans::kNo, a, b, c);
        best = std::max(best, 2.0 * kRows * kDepth * kCols * kProducts / watch.seconds());
    }
    return best;
}

} // namespace textrnn
