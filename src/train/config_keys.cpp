// The table of config keys. Defaults are the member initialisers of the structs in Config. A new
// key is a member of a struct and one row here: name, member, range or names, meaning.
#include "train/config.h"

#include "core/registry.h"
#include "data/tokenizer.h"

namespace textrnn {

namespace {

using Names = std::vector<std::string>;

constexpr NumberRange kCount{0, 1e9}, kPositive{1, 1e9}, kSize{1, 65536}, kFraction{0, 1},
    kDropout{0, 0.99}, kDecay{0, 0.999999};

Names with(std::string first, Names names) {
    names.insert(names.begin(), std::move(first));
    return names;
}

Names arm_names() {
    Names names = names_of(input_layers());
    names.emplace_back("bag_of_words");
    return names;
}

std::vector<Key> data_keys(DataOptions& o) {
    return {
        {"train", &o.train, {}, "training file, or a list of files; \"-\" is standard input"},
        {"dev", &o.dev, {}, "file that decides which epoch is the best; \"\" for none"},
        {"test", &o.test, {}, "file evaluated once, after training; \"\" for none"},
        {"format", &o.reader.format, with("auto", names_of(readers())),
         "format of the files; \"auto\" decides by the file's ending"},
        {"text_column", &o.reader.text_column, {},
         "column (TSV, CSV) or member (JSONL) of the text; in files without header, the number "
         "of the column, from 1"},
        {"label_column", &o.reader.label_column, {},
         "column or member of the label, as for text_column"},
        {"invalid_utf8", &o.reader.invalid_utf8, Names{"error", "replace"},
         "bytes that are not UTF-8: report an error, or replace them by U+FFFD"}};
}

std::vector<Key> text_keys(TextOptions& o) {
    return {
        {"tokenizer", &o.tokenizer, names_of(tokenizers()), "how a text is split into tokens"},
        {"lowercase", &o.lowercase, {}, "convert letters to lower case first"},
        {"max_length", &o.max_length, kCount, "tokens of a text that are used; 0 uses all"},
        {"keep", &o.keep, Names{"head", "tail", "both"},
         "which tokens of a longer text are used: the first, the last, or half from each end"}};
}

std::vector<Key> vocabulary_keys(VocabularyOptions& o) {
    return {
        {"min_freq", &o.min_freq, kPositive, "rarer words of the training data become <unk>"},
        {"max_size", &o.max_size, kCount,
         "size limit of the vocabulary, including <pad> and <unk>; 0 for no limit"}};
}

std::vector<Key> model_keys(ClassifierOptions& o) {
    return {
        {"input", &o.input, names_of(input_layers()),
         "lookup: rows of the embedding table; one_hot: one-hot vectors times the embedding "
         "table; one_hot_direct: one-hot vectors into the gates, without embedding"},
        {"embedding_dim", &o.embedding_dim, kSize, "width of the embedding table"},
        {"embedding_std", &o.embedding_std, NumberRange{0, 100},
         "standard deviation of its initial values (PyTorch: 1)"},
        {"cell", &o.cell, with("none", names_of(cells())),
         "recurrent cell; \"none\" is a bag of words, and the other RNN keys are then ignored"},
        {"hidden_size", &o.hidden_size, kSize, "size of the hidden state, per direction and layer"},
        {"num_layers", &o.num_layers, NumberRange{1, 64}, "number of stacked RNN layers"},
        {"bidirectional", &o.bidirectional, {}, "add an RNN that reads the text from its end"},
        {"pooling", &o.pooling, names_of(poolings()),
         "how the hidden states of all tokens become one vector"},
        {"implementation", &o.implementation, Names{"fused", "reference"},
         "the fast RNN, or the reference RNN made of simple ops"},
        {"word_dropout", &o.word_dropout, kDropout, "probability that a token becomes <unk>"},
        {"embedding_dropout", &o.embedding_dropout, kDropout,
         "dropout on elements of the embeddings"},
        {"layer_dropout", &o.layer_dropout, kDropout, "dropout between RNN layers"},
        {"classifier_dropout", &o.classifier_dropout, kDropout,
         "dropout before the linear classifier"}};
}

std::vector<Key> train_keys(TrainOptions& o) {
    return {
        {"epochs", &o.epochs, kPositive, "passes over the training data, without early stopping"},
        {"batch_size", &o.batch_size, kSize, "texts per update"},
        {"shard_size", &o.shard_size, kSize,
         "texts that one thread computes at a time; changes rounding, unlike the number of "
         "threads"},
        {"seed", &o.seed, kCount, "random seed of initial weights, shuffling and dropout"},
        {"patience", &o.patience, kCount,
         "epochs without better dev accuracy before training stops; 0 for no early stopping"},
        {"clip_norm", &o.clip_norm, kCount, "largest norm of the gradient; 0 for no clipping"},
        {"class_weights", &o.class_weights, {},
         "weights of the classes in the loss: \"none\", \"balanced\" (inverse frequency), or one "
         "number per label in byte order"},
        {"label_smoothing", &o.label_smoothing, kDropout,
         "share of the target probability that is spread over all labels"}};
}

std::vector<Key> optimizer_keys(OptimizerOptions& o, double& learning_rate) {
    return {
        {"name", &o.name, names_of(optimizers()),
         "adam also updates embedding rows without gradient; lazy_adam does not (as SparseAdam)"},
        {"learning_rate", &learning_rate, NumberRange{0, 1000},
         "base learning rate, which the schedule multiplies by its factor"},
        {"momentum", &o.momentum, kDropout, "sgd: momentum"},
        {"nesterov", &o.nesterov, {}, "sgd: Nesterov momentum"},
        {"alpha", &o.alpha, kFraction, "rmsprop: decay of the mean of squared gradients"},
        {"beta1", &o.beta1, kDecay, "adam, adamw, lazy_adam: decay of the mean of gradients"},
        {"beta2", &o.beta2, kDecay,
         "adam, adamw, lazy_adam: decay of the mean of squared gradients"},
        {"eps", &o.eps, kFraction, "added to the denominator of an update; unused by sgd"},
        {"weight_decay", &o.weight_decay, NumberRange{0, 1000},
         "times the weight, is added to the gradient (L2); adamw: shrinks the weight itself"}};
}

std::vector<Key> schedule_keys(ScheduleOptions& o) {
    return {
        {"name", &o.name, names_of(schedules()), "learning-rate schedule"},
        {"warmup_steps", &o.warmup_steps, kCount,
         "updates over which the learning rate first rises linearly"},
        {"final_factor", &o.final_factor, kFraction,
         "linear, cosine: factor of the learning rate at the last update"},
        {"step_epochs", &o.step_epochs, kPositive, "step: epochs between reductions of the rate"},
        {"gamma", &o.gamma, kFraction, "step, plateau: factor of the rate in a reduction"},
        {"patience", &o.patience, kCount,
         "plateau: epochs without improvement of the dev loss before the rate is reduced"}};
}

std::vector<Key> ablation_keys(AblationOptions& o) {
    return {
        {"arms", &o.arms, arm_names(),
         "models that `textrnn ablate` compares; other commands ignore this section"},
        {"learning_rates", &o.learning_rates, NumberRange{0, 1000},
         "learning rate of each arm, in the order of arms; 0 stands for optimizer.learning_rate"},
        {"seeds", &o.seeds, NumberRange{1, 1000},
         "training runs of each arm, with seeds train.seed, train.seed + 1, ..."},
        {"equality_steps", &o.parity_steps, kCount,
         "updates over which one_hot and lookup are compared; 0 for a whole training run"},
        {"vocabulary_sizes", &o.vocabulary_sizes, NumberRange{10, 10000000},
         "vocabulary sizes at which the cost of a step is measured, on random texts"},
        {"cost_length", &o.cost_length, kSize, "tokens of each random text"},
        {"cost_rounds", &o.cost_rounds, NumberRange{1, 1000},
         "number of measurements of each cost; all costs are measured in turn"},
        {"cost_memory", &o.cost_memory, NumberRange{0, 1e6},
         "limit in GB for the one-hot rows of a step; larger vocabularies are left out"},
        {"cost_seconds", &o.cost_seconds, kCount,
         "limit in seconds for a step; after a slower step, larger vocabularies are left out"},
        {"words", &o.words, {},
         "words whose nearest neighbours are shown; \"\" chooses frequent words of each label"}};
}

} // namespace

std::vector<Key> config_keys(Config& c) {
    std::vector<Key> all;
    const auto add = [&](const char* section, const std::vector<Key>& keys) {
        for (const Key& key : keys) all.emplace_back(key).section = section;
    };
    add("data", data_keys(c.data));
    add("text", text_keys(c.text));
    add("vocabulary", vocabulary_keys(c.vocabulary));
    add("model", model_keys(c.model));
    add("train", train_keys(c.train));
    add("optimizer", optimizer_keys(c.optimizer, c.learning_rate));
    add("schedule", schedule_keys(c.schedule));
    add("ablation", ablation_keys(c.ablation));
    return all;
}

} // namespace textrnn
