// The scores of the word and of the samples, corrected and compared by cross entropy.
#include "pretrain/sampled_softmax.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

// Returns [M, 1 + S]: -log of the expected number of draws of row m's word and of each sample;
// -1e9 for a sample that is row m's word.
static Tensor correction(Arena& arena, std::span<const TokenId> words,
                         std::span<const TokenId> samples, const NoiseDistribution& noise) {
    constexpr Real kLeftOut = -1e9f;
    const auto minus_log = [&](TokenId word) {
        return static_cast<Real>(
            -std::log(static_cast<double>(samples.size()) * noise.probability(word)));
    };
    const Tensor result = arena.tensor(words.size(), 1 + samples.size());
    Real* const of_sample = arena.array<Real>(samples.size());
    std::transform(samples.begin(), samples.end(), of_sample, minus_log);
    for (Index m = 0; m < words.size(); ++m) {
        result(m, 0) = minus_log(words[m]);
        for (Index s = 0; s < samples.size(); ++s)
            result(m, 1 + s) = samples[s] == words[m] ? kLeftOut : of_sample[s];
    }
    return result;
}

Var sampled_softmax_loss(Tape& tape, Var states, std::span<const TokenId> words,
                         std::span<const TokenId> samples, Table output,
                         const NoiseDistribution& noise, Real total) {
    const Var scores = concat_cols(tape, row_dots(tape, states, lookup(tape, output, words)),
                                   linear(tape, states, lookup(tape, output, samples), Var{}));
    const Tensor shift = correction(tape.arena(), words, samples, noise);
    const std::span<Index> word_column(tape.arena().array<Index>(words.size()), words.size());
    std::fill(word_column.begin(), word_column.end(), Index{0});
    return cross_entropy(tape, add(tape, scores, tape.constant(shift)), word_column, {}, 0, total);
}

} // namespace textrnn
