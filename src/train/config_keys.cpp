// The table of keys: section, name, place in Config, range or values, meaning. Defaults are those
// of the structs. A new key is one row here.
#include "train/config.h"

#include "core/registry.h"
#include "data/tokenizer.h"

namespace textrnn {

namespace {

using Names = std::vector<std::string>;

std::vector<std::string> with(std::string first, std::vector<std::string> names) {
    names.insert(names.begin(), std::move(first));
    return names;
}

constexpr double kMany = 1e9;
constexpr double kNearlyOne = 0.99;

// A row's values, where they are the names of a registry.
Names formats() { return with("auto", names_of(readers())); }
Names tokenizer_names() { return names_of(tokenizers()); }
Names inputs() { return names_of(input_layers()); }
Names cell_names() { return with("none", names_of(cells())); }
Names pooling_names() { return names_of(poolings()); }
Names optimizer_names() { return names_of(optimizers()); }
Names schedule_names() { return names_of(schedules()); }
Names arms() {
    Names names = inputs();
    names.emplace_back("bag_of_words");
    return names;
}

} // namespace

std::span<const Key> config_keys() {
    static const Key table[] = {
        {"data", "train", [](Config& c) -> Field { return &c.data.train; }, 0, 0, nullptr,
         "training file, or a list of files; \"-\" is standard input"},
        {"data", "dev", [](Config& c) -> Field { return &c.data.dev; }, 0, 0, nullptr,
         "file on which the best epoch is chosen; \"\" for none"},
        {"data", "test", [](Config& c) -> Field { return &c.data.test; }, 0, 0, nullptr,
         "file evaluated once at the end; \"\" for none"},
        {"data", "format", [](Config& c) -> Field { return &c.data.reader.format; },
         0, 0, formats,
         "how the files are read; \"auto\" goes by the file's ending"},
        {"data", "text_column", [](Config& c) -> Field { return &c.data.reader.text_column; },
         0, 0, nullptr,
         "column (TSV, CSV) or member (JSONL) of the text; a number counts columns from 1 "
         "in files without header"},
        {"data", "label_column", [](Config& c) -> Field { return &c.data.reader.label_column; },
         0, 0, nullptr,
         "the same for the label"},
        {"data", "invalid_utf8", [](Config& c) -> Field { return &c.data.reader.invalid_utf8; },
         0, 0, [] { return Names{"error", "replace"}; },
         "bytes that are no UTF-8 are an error, or replaced by U+FFFD"},
        {"text", "tokenizer", [](Config& c) -> Field { return &c.text.tokenizer; },
         0, 0, tokenizer_names,
         "how a text is cut into tokens"},
        {"text", "lowercase", [](Config& c) -> Field { return &c.text.lowercase; }, 0, 0, nullptr,
         "lower-case letters before anything else"},
        {"text", "max_length", [](Config& c) -> Field { return &c.text.max_length; },
         0, kMany, nullptr,
         "tokens kept of a text; 0 keeps all"},
        {"text", "keep", [](Config& c) -> Field { return &c.text.keep; },
         0, 0, [] { return Names{"head", "tail", "both"}; },
         "which end of a longer text stays"},
        {"vocabulary", "min_freq", [](Config& c) -> Field { return &c.vocabulary.min_freq; },
         1, kMany, nullptr,
         "a word needs this many occurrences for a row of its own"},
        {"vocabulary", "max_size", [](Config& c) -> Field { return &c.vocabulary.max_size; },
         0, kMany, nullptr,
         "rows at most, <pad> and <unk> among them; 0 is no limit"},
        {"model", "input", [](Config& c) -> Field { return &c.model.input; }, 0, 0, inputs,
         "pick rows of the embedding table, multiply one-hot rows with it, or feed one-hot words "
         "straight into the gates without an embedding"},
        {"model", "embedding_dim", [](Config& c) -> Field { return &c.model.embedding_dim; },
         1, 65536, nullptr,
         "width of the embedding table"},
        {"model", "embedding_std", [](Config& c) -> Field { return &c.model.embedding_std; },
         0, 100, nullptr,
         "standard deviation of its initial values (PyTorch: 1)"},
        {"model", "cell", [](Config& c) -> Field { return &c.model.cell; }, 0, 0, cell_names,
         "recurrent cell; \"none\" is a bag of words, and the other RNN keys then mean "
         "nothing"},
        {"model", "hidden_size", [](Config& c) -> Field { return &c.model.hidden_size; },
         1, 65536, nullptr,
         "units of one direction of one layer"},
        {"model", "num_layers", [](Config& c) -> Field { return &c.model.num_layers; },
         1, 64, nullptr,
         "RNN layers, one upon the other"},
        {"model", "bidirectional", [](Config& c) -> Field { return &c.model.bidirectional; },
         0, 0, nullptr,
         "read each text from both ends"},
        {"model", "pooling", [](Config& c) -> Field { return &c.model.pooling; },
         0, 0, pooling_names,
         "from all tokens' states to one vector"},
        {"model", "implementation", [](Config& c) -> Field { return &c.model.implementation; },
         0, 0, [] { return Names{"fused", "reference"}; },
         "the fast RNN, or the plain one made of ops"},
        {"model", "word_dropout", [](Config& c) -> Field { return &c.model.word_dropout; },
         0, kNearlyOne, nullptr,
         "probability that a whole word becomes <unk>"},
        {"model", "embedding_dropout",
         [](Config& c) -> Field { return &c.model.embedding_dropout; },
         0, kNearlyOne, nullptr,
         "dropout on elements of the embeddings"},
        {"model", "layer_dropout", [](Config& c) -> Field { return &c.model.layer_dropout; },
         0, kNearlyOne, nullptr,
         "dropout between RNN layers"},
        {"model", "classifier_dropout",
         [](Config& c) -> Field { return &c.model.classifier_dropout; },
         0, kNearlyOne, nullptr,
         "dropout before the linear classifier"},
        {"train", "epochs", [](Config& c) -> Field { return &c.train.epochs; }, 1, kMany, nullptr,
         "passes over the training data, at most"},
        {"train", "batch_size", [](Config& c) -> Field { return &c.train.batch_size; },
         1, 65536, nullptr,
         "texts an update"},
        {"train", "shard_size", [](Config& c) -> Field { return &c.train.shard_size; },
         1, 65536, nullptr,
         "texts that one thread computes at a time; part of the result, as the thread "
         "count is not"},
        {"train", "seed", [](Config& c) -> Field { return &c.train.seed; }, 0, kMany, nullptr,
         "of initialisation, shuffling and dropout"},
        {"train", "patience", [](Config& c) -> Field { return &c.train.patience; },
         0, kMany, nullptr,
         "stop after so many epochs without a better dev accuracy; 0 never"},
        {"train", "clip_norm", [](Config& c) -> Field { return &c.train.clip_norm; },
         0, kMany, nullptr,
         "largest norm of all gradients together; 0 is no clipping"},
        {"train", "class_weights", [](Config& c) -> Field { return &c.train.class_weights; },
         0, 0, nullptr,
         "\"none\", \"balanced\", or a number for each label in order of bytes"},
        {"train", "label_smoothing", [](Config& c) -> Field { return &c.train.label_smoothing; },
         0, kNearlyOne, nullptr,
         "share of the target spread over all labels"},
        {"optimizer", "name", [](Config& c) -> Field { return &c.optimizer.name; },
         0, 0, optimizer_names,
         "adam moves idle rows of the table too, lazy_adam only those that occur (as "
         "SparseAdam)"},
        {"optimizer", "learning_rate", [](Config& c) -> Field { return &c.learning_rate; },
         0, 1000, nullptr,
         "before the schedule's factor"},
        {"optimizer", "momentum", [](Config& c) -> Field { return &c.optimizer.momentum; },
         0, kNearlyOne, nullptr,
         "sgd"},
        {"optimizer", "nesterov", [](Config& c) -> Field { return &c.optimizer.nesterov; },
         0, 0, nullptr,
         "sgd with momentum"},
        {"optimizer", "alpha", [](Config& c) -> Field { return &c.optimizer.alpha; },
         0, 1, nullptr,
         "rmsprop: decay of the mean of squared gradients"},
        {"optimizer", "beta1", [](Config& c) -> Field { return &c.optimizer.beta1; },
         0, 0.999999, nullptr,
         "adam, adamw, lazy_adam: decay of the mean gradient"},
        {"optimizer", "beta2", [](Config& c) -> Field { return &c.optimizer.beta2; },
         0, 0.999999, nullptr,
         "and of the mean squared gradient"},
        {"optimizer", "eps", [](Config& c) -> Field { return &c.optimizer.eps; }, 0, 1, nullptr,
         "added to the denominator (not sgd)"},
        {"optimizer", "weight_decay", [](Config& c) -> Field { return &c.optimizer.weight_decay; },
         0, 1000, nullptr,
         "added to the gradient; adamw: shrinks the weights themselves"},
        {"schedule", "name", [](Config& c) -> Field { return &c.schedule.name; },
         0, 0, schedule_names,
         "how the learning rate goes on"},
        {"schedule", "warmup_steps", [](Config& c) -> Field { return &c.schedule.warmup_steps; },
         0, kMany, nullptr,
         "updates over which it rises linearly at first"},
        {"schedule", "final_factor", [](Config& c) -> Field { return &c.schedule.final_factor; },
         0, 1, nullptr,
         "linear, cosine: its factor at the end"},
        {"schedule", "step_epochs", [](Config& c) -> Field { return &c.schedule.step_epochs; },
         1, kMany, nullptr,
         "step: epochs between two reductions"},
        {"schedule", "gamma", [](Config& c) -> Field { return &c.schedule.gamma; }, 0, 1, nullptr,
         "step, plateau: factor of one reduction"},
        {"schedule", "patience", [](Config& c) -> Field { return &c.schedule.patience; },
         0, kMany, nullptr,
         "plateau: epochs without a lower dev loss that it bears"},
        {"ablation", "arms", [](Config& c) -> Field { return &c.ablation.arms; }, 0, 0, arms,
         "what `textrnn ablate` trains and compares; training itself looks at no key of this "
         "section"},
        {"ablation", "learning_rates",
         [](Config& c) -> Field { return &c.ablation.learning_rates; },
         0, 1000, nullptr,
         "of each arm, in their order, as different models want different ones; 0, or none, is "
         "optimizer.learning_rate"},
        {"ablation", "seeds", [](Config& c) -> Field { return &c.ablation.seeds; },
         1, 1000, nullptr,
         "runs of each arm: with train.seed, train.seed + 1, ..."},
        {"ablation", "equality_steps",
         [](Config& c) -> Field { return &c.ablation.parity_steps; },
         0, kMany, nullptr,
         "updates over which one_hot is held against lookup; 0 is a whole training run"},
        {"ablation", "vocabulary_sizes",
         [](Config& c) -> Field { return &c.ablation.vocabulary_sizes; },
         10, 10000000, nullptr,
         "sizes for which a step's cost is measured, on texts made up at random"},
        {"ablation", "cost_length", [](Config& c) -> Field { return &c.ablation.cost_length; },
         1, 65536, nullptr,
         "tokens of each of these texts"},
        {"ablation", "cost_rounds", [](Config& c) -> Field { return &c.ablation.cost_rounds; },
         1, 1000, nullptr,
         "how often all points are measured in turn"},
        {"ablation", "cost_memory", [](Config& c) -> Field { return &c.ablation.cost_memory; },
         0, 1e6, nullptr,
         "GB that the one-hot rows of a step may take; larger points are not run"},
        {"ablation", "cost_seconds", [](Config& c) -> Field { return &c.ablation.cost_seconds; },
         0, kMany, nullptr,
         "once a step takes longer, larger vocabularies of its kind are not run"},
        {"ablation", "words", [](Config& c) -> Field { return &c.ablation.words; },
         0, 0, nullptr,
         "whose nearest neighbours are shown; \"\" chooses frequent words of each label"}};
    return table;
}

} // namespace textrnn
