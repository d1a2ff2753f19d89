// The language model of Dai & Le 2015 ("Semi-supervised Sequence Learning"): the RNN predicts the
// next word; if model.bidirectional, a reverse RNN the word before, with the same output table [V,
// H]. The loss is a sampled softmax; all words of a shard and direction share the samples. If
// pretrain.negatives is at least the number of words, each word is a sample once, with S q = 1: the
// loss is then the exact softmax.
#include "core/error.h"
#include "pretrain/objective.h"

namespace textrnn {

// Subtracts from scores [M, 1 + S] the log of the expected number of draws of row m's word (column
// 0) and of each sample. Adds -1e9 to the score of a sample that is row m's word.
static void correct(Arena& arena, Tensor scores, std::span<const TokenId> words,
                    std::span<const TokenId> samples, const NoiseDistribution& noise) {
    constexpr Real kLeftOut = -1e9f;
    const auto minus_log = [&](TokenId word) {
        return static_cast<Real>(
            -std::log(static_cast<double>(samples.size()) * noise.probability(word)));
    };
    Real* const of_sample = arena.array<Real>(samples.size());
    std::transform(samples.begin(), samples.end(), of_sample, minus_log);
    for (Index m = 0; m < words.size(); ++m) {
        scores(m, 0) += minus_log(words[m]);
        for (Index s = 0; s < samples.size(); ++s)
            scores(m, 1 + s) += samples[s] == words[m] ? kLeftOut : of_sample[s];
    }
}

Var sampled_softmax_loss(Tape& tape, Var states, std::span<const TokenId> words,
                         std::span<const TokenId> samples, Table output,
                         const NoiseDistribution& noise, Real total) {
    // Two statements: compilers evaluate arguments in different orders, and the tape keeps theirs.
    const Var of_samples = linear(tape, states, lookup(tape, output, samples), Var{});
    const Var of_words = row_dots(tape, states, lookup(tape, output, words));
    const Var scores = concat_cols(tape, of_words, of_samples);
    correct(tape.arena(), scores.value(), words, samples, noise); // constant: no derivative
    const std::span<Index> word_column(tape.arena().array<Index>(words.size()), words.size());
    std::fill(word_column.begin(), word_column.end(), Index{0});
    return cross_entropy(tape, scores, word_column, {}, 0, total);
}

namespace {

// The texts in pieces of at most `length` tokens (0: whole), without pieces of a single token.
Dataset pieces_of(const Dataset& texts, Index length) {
    Dataset pieces;
    for (Index i = 0; i < texts.size(); ++i) {
        const auto tokens = texts.tokens(i);
        const Index step = length == 0 ? tokens.size() : length;
        for (Index first = 0; step > 1 && first + 1 < tokens.size(); first += step) {
            const auto piece = tokens.subspan(first, std::min(step, tokens.size() - first));
            pieces.ids.insert(pieces.ids.end(), piece.begin(), piece.end());
            pieces.begins.push_back(pieces.ids.size());
        }
    }
    return pieces;
}

// Calls use(row, word) for each state that predicts a word: the next token of its sequence, or with
// `forward` false the token before. <pad> and <unk> are not predicted.
void for_each_prediction(const Shard& shard, bool forward, auto use) {
    const Packed& packed = shard.packed;
    for (Index t = 0; t + 1 < packed.steps(); ++t)
        for (Index b = 0; b < packed.batch_size(t + 1); ++b) {
            const Index now = packed.offsets[t] + b, next = packed.offsets[t + 1] + b;
            const TokenId word = shard.ids[forward ? next : now];
            if (word >= kFirstWordId) use(forward ? now : next, word);
        }
}

Classifier make_encoder(const Config& config, Index words) {
    Classifier encoder = make_classifier(config, words, 0);
    const Index hidden = config.model.hidden_size;
    const double bound = 1 / std::sqrt(static_cast<double>(hidden));
    Parameter output{"output.weight", {words, hidden}, bound};
    output.is_table = output.sparse_gradient = true;
    encoder.parameters().push_back(std::move(output));
    encoder.initialise(config.pretrain.seed);
    return encoder;
}

// Counts for a uniform distribution of the words.
std::vector<Index> equal_counts(Index words) {
    std::vector<Index> counts(kFirstWordId);
    counts.resize(kFirstWordId + words, 1);
    return counts;
}

class LanguageModel : public Objective {
public:
    LanguageModel(const Config& config, const Texts& texts, Threads& threads)
        : config_(config), pieces_(pieces_of(texts.data, config.text.max_length)),
          words_(texts.vocabulary.size() - kFirstWordId),
          noise_(config.pretrain.negatives < words_ ? texts.counts : equal_counts(words_)),
          encoder_(make_encoder(config, texts.vocabulary.size())),
          gradient_step_(config.optimizer, encoder_.parameters(), threads,
                         std::bind_front(&LanguageModel::loss, this)) {
        check_predictable(pieces_);
    }

    Parameters& parameters() override { return encoder_.parameters(); }
    Optimizer* optimizer() override { return &gradient_step_.optimizer(); }
    Index steps() const override {
        return (pieces_.size() + config_.train.batch_size - 1) / config_.train.batch_size;
    }

    StepResult step(Index epoch, Index step, double learning_rate) override {
        const PretrainOptions& options = config_.pretrain;
        if (batches_.empty() || epoch != epoch_)
            batches_ = training_batches(pieces_, config_.train.batch_size, options.seed, epoch);
        epoch_ = epoch;
        const auto shards = pack_shards(pieces_, batches_[step], config_.train.shard_size, shards_);
        Index predictions = 0;
        for (const Shard& shard : shards)
            for (const bool forward : {true, false})
                if (forward || config_.model.bidirectional)
                    for_each_prediction(shard, forward, [&](Index, TokenId) { ++predictions; });
        total_ = static_cast<Real>(std::max(predictions, Index{1}));
        const Random random(options.seed, Stream::kDropout, epoch * steps() + step);
        StepResult result =
            gradient_step_.run(shards, {learning_rate, config_.train.clip_norm, 0, random});
        result.loss *= static_cast<double>(predictions); // was their mean
        result.predictions = predictions;
        return result;
    }

private:
    // The shard's summand of the mean of -log p(word | state) over all predictions of the batch.
    Var loss(const ForwardContext& context, const Shard& shard) const {
        const auto [forward, reverse] = encoder_.states(context, shard.packed, shard.ids);
        const Var sum = direction(context, shard, forward, true);
        if (!reverse) return sum;
        return add(context.tape, sum, direction(context, shard, reverse, false));
    }

    Var direction(const ForwardContext& context, const Shard& shard, Var states,
                  bool forward) const {
        Tape& tape = context.tape;
        Arena& arena = tape.arena();
        Index* const rows = arena.array<Index>(states.rows());
        TokenId* const targets = arena.array<TokenId>(states.rows());
        Index count = 0;
        for_each_prediction(shard, forward, [&](Index row, TokenId word) {
            rows[count] = row;
            targets[count++] = word;
        });
        const Index sample_count = std::min(config_.pretrain.negatives, words_);
        const std::span<TokenId> samples(arena.array<TokenId>(sample_count), sample_count);
        Random random = context.random.split(forward ? kForwardPart : kReversePart);
        for (Index s = 0; s < sample_count; ++s)
            samples[s] = sample_count < words_ ? noise_.draw(random)
                                               : static_cast<TokenId>(kFirstWordId + s);

        const Var kept =
            context.drop(pick_rows(tape, states, {rows, count}), config_.model.classifier_dropout,
                         forward ? kForwardDropout : kReverseDropout);
        return sampled_softmax_loss(tape, kept, {targets, count}, samples,
                                    context.table(encoder_.parameters().size() - 1), noise_,
                                    total_);
    }

    // Parts of ForwardContext::random that the encoder does not use.
    enum Part : std::uint64_t { kForwardPart = 3, kReversePart, kForwardDropout, kReverseDropout };

    const Config& config_;
    const Dataset pieces_;
    const Index words_; // without <pad> and <unk>
    const NoiseDistribution noise_;
    Classifier encoder_; // its last parameter is the output table
    GradientStep gradient_step_;
    std::vector<std::vector<Index>> batches_; // of epoch_
    Index epoch_ = 0;
    std::vector<Shard> shards_; // memory of the batch's shards
    Real total_ = 1;            // predictions of the batch
};

} // namespace

std::unique_ptr<Objective> make_language_model(const Config& config, const Texts& texts,
                                               Threads& threads) {
    const auto refuse_if = [](bool is_bad, const char* needs) {
        if (is_bad)
            refuse_config(std::string("pretrain.method = \"language_model\" needs ") + needs);
    };
    refuse_if(config.model.cell == "none", "a recurrent model.cell");
    refuse_if(config.model.input != "lookup", "model.input = \"lookup\"");
    refuse_if(config.model.bidirectional && config.model.num_layers > 1,
              "one bidirectional layer: a second layer would see the words that it predicts");
    return std::make_unique<LanguageModel>(config, texts, threads);
}

} // namespace textrnn
