// The table of config keys. A new key is a member of a struct in Config, whose initialiser is the
// default, and one row here: name, member, range or names, meaning.
#include "train/config.h"

#include "core/registry.h"
#include "data/tokenizer.h"
#include "io/text.h"

#include <sstream>

namespace textrnn {

using Names = std::vector<std::string>;

constexpr NumberRange kCount{0, 1e9}, kPositive{1, 1e9}, kSize{1, 65536}, kFraction{0, 1},
    kDropout{0, 0.99}, kDecay{0, 0.999999};

static Names joined(Names names, const Names& more) {
    names.insert(names.end(), more.begin(), more.end());
    return names;
}

static bool begins_as_any(std::string_view key, std::initializer_list<const char*> starts) {
    return std::ranges::any_of(starts, [&](auto start) { return key.starts_with(start); });
}

bool decides_training(std::string_view key) {
    return !begins_as_any(key, {"data.train", "data.dev", "data.test", "train.calibrate",
                                "ablation.", "pretrain."});
}

bool decides_pretraining(std::string_view key) {
    return begins_as_any(key, {"train.batch_size", "train.shard_size", "train.clip_norm"}) ||
           !begins_as_any(key, {"data.train", "data.dev", "data.test", "model.start",
                                "model.freeze", "model.pooling", "optimizer.learning_rate",
                                "pretrain.text", "train.", "schedule.", "ablation."});
}

std::vector<Key> config_keys(Config& config) {
    auto& [data, text, vocabulary, model, train, learning_rate, optimizer, schedule, ablation,
           pretrain] = config;
    return {
        {"data.train", &data.train, {}, "training file or list of files; \"-\": standard input"},
        {"data.dev", &data.dev, {},
         "file, or \"10%\": about this share of train, to choose an epoch; \"\": none"},
        {"data.test", &data.test, {},
         "file, or \"10%\": about this share of train, for a final test; \"\": none"},
        {"data.format", &data.reader.format, joined({"auto"}, names_of(readers())),
         "format of the files; \"auto\": by the ending, else by content"},
        {"data.text_column", &data.reader.text_column, {},
         "column (TSV, CSV: name or number from 1) or member (JSONL, also \"a.b\") of the text, or "
         "a list, whose texts are joined by line ends"},
        {"data.label_column", &data.reader.label_column, {}, "column or member of the label"},
        {"data.header", &data.reader.header, Names{"auto", "yes", "no"},
         "whether row 1 of a TSV or CSV has the columns' names; auto: the file's first rows tell"},
        {"data.separator", &data.reader.separator, {}, "character between columns, or \"auto\""},
        {"data.quoting", &data.reader.quoting, Names{"auto", "csv", "none"},
         "csv: double quotes enclose a field; none: they belong to the text; auto: csv, but in a "
         "TSV they enclose only fields with tabs, line ends or doubled quotes, or whole columns"},
        {"data.bad_rows", &data.reader.bad_rows, Names{"error", "skip"},
         "rows that are malformed or without a label: report an error, or leave them out"},
        {"data.invalid_utf8", &data.reader.invalid_utf8, Names{"error", "replace"},
         "NUL and bytes that are not UTF-8: an error, or replaced by U+FFFD"},

        {"text.tokenizer", &text.tokenizer, names_of(tokenizers()),
         "words: words and punctuation; whitespace: split at it; characters: a token each"},
        {"text.lowercase", &text.lowercase, {}, "convert letters to lower case first"},
        {"text.max_length", &text.max_length, kCount, "tokens used of a text; 0: all"},
        {"text.keep", &text.keep, Names{"head", "tail", "both"},
         "which tokens of a longer text are used: the first, the last, or half from each end; "
         "pretraining uses all, a language model in pieces of max_length"},
        {"text.unescape", &text.unescape, {}, "decode \\n \\t \\r \\\" \\\\ and HTML entities"},
        {"text.tokenizer_version", &text.version, NumberRange{1, kTokenizerVersion},
         "1 is for older models: soft hyphens separate words, and joined emoji are several tokens"},

        {"vocabulary.min_freq", &vocabulary.min_freq, kPositive, "rarer words become <unk>"},
        {"vocabulary.max_size", &vocabulary.max_size, kCount,
         "entries, of which <pad> and <unk> are two; 0: no limit"},

        {"model.input", &model.input, names_of(input_layers()),
         "lookup: rows of the embedding table; one_hot: one-hot vectors times the embedding "
         "table; one_hot_direct: one-hot vectors into the gates, without embedding"},
        {"model.embedding_dim", &model.embedding_dim, kSize, "width of the embedding table"},
        {"model.embedding_std", &model.embedding_std, NumberRange{0, 100},
         "standard deviation of the initial embeddings (PyTorch: 1)"},
        {"model.cell", &model.cell, joined({"none"}, names_of(cells())),
         "recurrent cell; \"none\" is a bag of words, and the other RNN keys are then ignored"},
        {"model.hidden_size", &model.hidden_size, kSize, "size of the hidden state per direction"},
        {"model.num_layers", &model.num_layers, NumberRange{1, 64}, "number of stacked RNN layers"},
        {"model.bidirectional", &model.bidirectional, {}, "add an RNN that reads texts backwards"},
        {"model.pooling", &model.pooling, names_of(poolings()), "how the states become one vector"},
        {"model.implementation", &model.implementation, Names{"fused", "reference"},
         "the fast RNN (or word2vec), or the reference made of simple ops"},
        {"model.word_dropout", &model.word_dropout, kDropout, "share of tokens turned into <unk>"},
        {"model.embedding_dropout", &model.embedding_dropout, kDropout, "dropout on embeddings"},
        {"model.layer_dropout", &model.layer_dropout, kDropout, "dropout between RNN layers"},
        {"model.classifier_dropout", &model.classifier_dropout, kDropout, "dropout after pooling"},
        {"model.start", &train.start, {},
         "model file, run directory or word vectors (word2vec, GloVe) to start from; \"\": none"},
        {"model.start_scale", &train.start_scale, NumberRange{1e-6, 1e6},
         "factor on the word vectors that are copied from model.start"},
        {"model.freeze", &model.freeze, Names{"none", "embedding"},
         "embedding: training leaves embedding.weight as it is"},

        {"train.epochs", &train.epochs, kPositive, "passes over the training data at most"},
        {"train.batch_size", &train.batch_size, kSize, "texts per update"},
        {"train.shard_size", &train.shard_size, kSize,
         "texts that one thread computes at a time; changes rounding and dropout masks"},
        {"train.seed", &train.seed, kCount, "seed of initial weights, shuffling and dropout"},
        {"train.patience", &train.patience, kCount,
         "epochs without a better dev result before training stops; 0 for no early stopping"},
        {"train.metric", &train.metric, Names{"accuracy", "macro_f1", "loss"},
         "dev result that decides the best epoch; the dev loss decides among equal results"},
        {"train.calibrate", &train.calibrate, {},
         "after training, fit on data.dev a temperature that divides the logits"},
        {"train.clip_norm", &train.clip_norm, kCount, "largest norm of the gradient; 0: unlimited"},
        {"train.class_weights", &train.class_weights, {},
         "weights of classes in the loss; balanced: inverse frequency; array: by label, sorted"},
        {"train.label_smoothing", &train.label_smoothing, kDropout,
         "share of the target probability that is spread over all labels"},
        {"train.average", &optimizer.average, kDecay,
         "decay of a moving average of the weights, which is evaluated and saved; 0: none"},
        {"train.adversarial", &train.adversarial, NumberRange{0, 10},
         "adversarial training: size of the perturbation relative to a text's embeddings; 0: none"},

        {"optimizer.name", &optimizer.name, names_of(optimizers()),
         "adam, adamw also update embedding rows without gradient; lazy_adam not (SparseAdam)"},
        {"optimizer.learning_rate", &learning_rate, NumberRange{0, 1000},
         "base learning rate, which the schedule multiplies by its factor"},
        {"optimizer.momentum", &optimizer.momentum, kDropout, "sgd: momentum"},
        {"optimizer.nesterov", &optimizer.nesterov, {}, "sgd: Nesterov momentum"},
        {"optimizer.alpha", &optimizer.alpha, kFraction, "rmsprop: decay of mean squared gradient"},
        {"optimizer.beta1", &optimizer.beta1, kDecay, "adam kinds: decay of the mean gradient"},
        {"optimizer.beta2", &optimizer.beta2, kDecay, "adam kinds: decay of the mean square"},
        {"optimizer.eps", &optimizer.eps, kFraction, "added to the denominator; unused by sgd"},
        {"optimizer.weight_decay", &optimizer.weight_decay, NumberRange{0, 1000},
         "L2: gradient += this * weight; adamw: shrinks the weight itself"},

        {"schedule.name", &schedule.name, names_of(schedules()), "learning-rate schedule"},
        {"schedule.warmup_steps", &schedule.warmup_steps, kCount, "updates of linear warmup"},
        {"schedule.final_factor", &schedule.final_factor, kFraction,
         "linear, cosine: factor of the learning rate after the last update"},
        {"schedule.step_epochs", &schedule.step_epochs, kPositive, "step: epochs per reduction"},
        {"schedule.gamma", &schedule.gamma, kFraction, "step, plateau: factor of a reduction"},
        {"schedule.patience", &schedule.patience, kCount, "plateau: bad epochs tolerated"},

        {"ablation.arms", &ablation.arms,
         joined(names_of(input_layers()),
                {"one_hot_narrow", "bag_of_words", "frozen", "frozen_std_1"}),
         "models that `textrnn ablate` compares; others only check this section"},
        {"ablation.learning_rates", &ablation.learning_rates, NumberRange{0, 1000},
         "learning rate of each arm, in the order of arms; 0 stands for optimizer.learning_rate"},
        {"ablation.search", &ablation.search, NumberRange{0, 1000},
         "learning rates, of which each arm uses the best on dev; 0: ablation.learning_rates"},
        {"ablation.widths", &ablation.widths, NumberRange{0, 65536},
         "model.embedding_dim of more runs of lookup and frozen, with at most 3 seeds; 0: none"},
        {"ablation.seeds", &ablation.seeds, NumberRange{1, 1000},
         "training runs of each arm, with seeds train.seed, train.seed + 1, ..."},
        {"ablation.equality_steps", &ablation.parity_steps, kCount,
         "updates for comparing lookup with one_hot and lazy_adam with adam; 0: a whole run"},
        {"ablation.vocabulary_sizes", &ablation.vocabulary_sizes, NumberRange{10, 10000000},
         "vocabulary sizes at which the cost of a step is measured, on random texts"},
        {"ablation.cost_length", &ablation.cost_length, kSize, "tokens of each random text"},
        {"ablation.cost_rounds", &ablation.cost_rounds, NumberRange{1, 1000},
         "number of measurements of each cost; all costs are measured in turn"},
        {"ablation.cost_memory", &ablation.cost_memory, NumberRange{0, 1e6},
         "limit in GB for the estimated memory of a step; steps that need more are left out"},
        {"ablation.cost_seconds", &ablation.cost_seconds, kCount,
         "limit in seconds for a step; after a slower step, larger vocabularies are left out"},
        {"ablation.words", &ablation.words, {}, "words whose nearest neighbours are shown"},

        {"pretrain.text", &pretrain.text, {},
         "files of texts for `textrnn pretrain`; others only check this section"},
        {"pretrain.method", &pretrain.method, Names{"skip_gram", "cbow", "language_model"},
         "skip_gram (word2vec): a word predicts its neighbours; cbow (word2vec): these predict it; "
         "language_model: the RNN of [model] predicts the next word"},
        {"pretrain.window", &pretrain.window, NumberRange{1, 1000},
         "word2vec: neighbours on each side at most; each word draws 1 to this number"},
        {"pretrain.negatives", &pretrain.negatives, NumberRange{0, 65536},
         "negative samples per prediction; 0: 5 (language_model: 256, or all words if fewer)"},
        {"pretrain.sample", &pretrain.sample, kFraction,
         "word2vec: t; keeps a word of share f with probability sqrt(t/f) + t/f; 0: always"},
        {"pretrain.epochs", &pretrain.epochs, kPositive, "passes over the texts"},
        {"pretrain.learning_rate", &pretrain.learning_rate, NumberRange{0, 1000},
         "initial rate, falls linearly; 0: skip_gram 0.025, cbow 0.2, language_model 0.003"},
        {"pretrain.seed", &pretrain.seed, kCount, "seed of initial values, order, samples"}};
}

// Keys, and the names that other programs use for them.
static constexpr std::pair<const char*, const char*> kAliases[] = {
    {"optimizer.learning_rate", "lr"}, {"optimizer.name", "optimizer"}, {"model.cell", "rnn"},
    {"model.embedding_dim", "embed_dim embedding_size"}, {"model.hidden_size", "hidden_dim units"},
    {"optimizer.weight_decay", "wd l2"}, {"train.epochs", "num_epochs"}, {"train.batch_size", "bs"},
    {"train.patience", "early_stopping"}, {"vocabulary.min_freq", "min_count"},
    {"data.dev", "dev_fraction validation_split dev_split val validation"},
    {"pretrain.learning_rate", "lr"}, {"data.test", "test_size"},
    {"vocabulary.max_size", "vocab_size"}, {"data.separator", "delimiter sep"},
    {"data.bad_rows", "on_bad_lines"}, {"data.invalid_utf8", "encoding"},
    {"model.start", "pretrained glove pretrained_vectors embedding_file vectors"}};

std::vector<std::string> suggested_keys(const std::string& name) {
    const auto last_name = [](const std::string& key) { return key.substr(key.find('.') + 1); };
    const std::string last = last_name(name), section = name.substr(0, name.find('.')) + ".";
    // The keys that a word may mean, by rank. The lowest wins: 0 name, 2 alias, 4 part of a name; 1
    // more in another section.
    std::map<std::string, std::map<int, std::vector<std::string>>> meanings;
    std::vector<std::string> known;
    const auto add = [&](int rank, const std::string& key, const std::string& words, char end) {
        std::istringstream stream(words);
        for (std::string word; std::getline(stream, word, end); known.push_back(word))
            meanings[word][key.starts_with(section) ? rank : rank + 1].push_back(key);
    };
    Config probe;
    const std::vector<Key> table = config_keys(probe);
    for (const Key& key : table) add(0, key.name, last_name(key.name), ' ');
    for (const auto& [key, aliases] : kAliases)
        if (section == "pretrain." || !std::string_view(key).starts_with("pretrain."))
            add(2, key, aliases, ' ');
    for (const Key& key : table) add(4, key.name, last_name(key.name), '_');
    const auto found = meanings.find(nearest_name(last, known));
    return found == meanings.end() ? std::vector<std::string>{} : found->second.begin()->second;
}

} // namespace textrnn
