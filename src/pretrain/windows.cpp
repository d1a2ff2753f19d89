// Draws the windows of a block: subsampling, window sizes, negative samples.
#include "pretrain/windows.h"

#include "core/error.h"

namespace textrnn {

void check_predictable(const Dataset& sequences) {
    const auto is_word = [](TokenId id) { return id >= kFirstWordId; };
    for (Index i = 0; i < sequences.size(); ++i)
        if (std::ranges::count_if(sequences.tokens(i), is_word) > 1) return;
    refuse_config("pretrain.text has nothing to predict: no text (of a language model, no piece of "
                  "text.max_length tokens) has two words of the vocabulary (vocabulary.min_freq)");
}

NoiseDistribution::NoiseDistribution(const std::vector<Index>& counts)
    : probability_(counts.size()), keep_(counts.size(), 1), alias_(counts.size()) {
    double sum = 0;
    for (Index i = 0; i < counts.size(); ++i)
        sum += probability_[i] = std::pow(static_cast<double>(counts[i]), 0.75);
    for (double& p : probability_) p /= sum;
    // Vose's tables: slots below the average probability are filled up from slots above it.
    std::vector<double> scaled = probability_;
    for (double& p : scaled) p *= static_cast<double>(counts.size());
    std::vector<TokenId> small, large;
    for (TokenId id = 0; id < scaled.size(); ++id) (scaled[id] < 1 ? small : large).push_back(id);
    while (!small.empty() && !large.empty()) {
        const TokenId low = small.back(), high = large.back();
        small.pop_back();
        keep_[low] = scaled[low];
        alias_[low] = high;
        scaled[high] -= 1 - scaled[low];
        if (scaled[high] >= 1) continue;
        large.pop_back();
        small.push_back(high);
    }
}

WindowSampler::WindowSampler(const Texts& texts, const PretrainOptions& options)
    : texts_(texts), window_(options.window), seed_(options.seed), noise_(texts.counts),
      keep_(texts.counts.size(), 1) {
    check_predictable(texts.data);
    // word2vec's rule: keep a token of frequency f with probability sqrt(sample / f) + sample / f.
    const Index total = std::accumulate(texts.counts.begin(), texts.counts.end(), Index{0});
    for (Index i = 0; options.sample > 0 && i < keep_.size(); ++i) {
        const double ratio = options.sample * static_cast<double>(total) /
                             static_cast<double>(std::max(texts.counts[i], Index{1}));
        keep_[i] = std::sqrt(ratio) + ratio;
    }
    keep_[kPadId] = keep_[kUnkId] = 0;
}

void WindowSampler::sample(Index epoch, Index block, Windows& windows) const {
    windows.tokens.clear();
    windows.centers.clear();
    windows.negatives.clear();
    const std::vector<Index>& begins = texts_.data.begins;
    const Index first = block * kBlockTokens;
    const Index last = std::min(first + kBlockTokens, texts_.data.ids.size());
    auto text = std::upper_bound(begins.begin(), begins.end(), first) - 1;
    for (; *text < last; ++text) add_text({text[0], text[1]}, {first, last}, epoch, windows);
    std::erase_if(windows.centers, [](const Windows::Center& c) { return c.neighbors() == 0; });
    Random random(seed_, Stream::kNegatives, epoch * blocks() + block);
    for (Index s = 0; s < kNegatives; ++s) windows.negatives.push_back(noise_.draw(random));
}

// Adds the part of a text that lies in the block, with window_ kept tokens on both sides of it.
void WindowSampler::add_text(Range text, Range block, Index epoch, Windows& windows) const {
    const std::vector<TokenId>& ids = texts_.data.ids;
    const Random subsampling(seed_, Stream::kSubsampling, epoch);
    const Random sizes(seed_, Stream::kWindow, epoch);
    const auto is_kept = [&](Index n) { return Random::unit(subsampling.bits(n)) < keep_[ids[n]]; };
    const Index text_begin = windows.tokens.size(), first_center = windows.centers.size();
    Index n = std::max(text.begin, block.begin);
    for (Index before = 0; n > text.begin && before < window_;) before += is_kept(--n);
    for (Index after = 0; n < text.end && after < window_; ++n) {
        if (!is_kept(n)) continue;
        const Index size = 1 + sizes.bits(n) % window_, token = windows.tokens.size();
        windows.tokens.push_back(ids[n]);
        if (n >= block.end) ++after;
        else if (n >= block.begin)
            windows.centers.push_back(
                {token, std::max(text_begin + size, token) - size, token + size + 1});
    }
    for (Index i = first_center; i < windows.centers.size(); ++i)
        windows.centers[i].end = std::min(windows.centers[i].end, windows.tokens.size());
}

} // namespace textrnn
