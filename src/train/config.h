// Config holds everything that decides the result of a run. Parsing, checks, `textrnn config` and
// the config.toml in a run directory all use one table, config_keys().
#pragma once

#include "data/corpus.h"
#include "io/toml.h"
#include "nn/classifier.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

namespace textrnn {

// Weights of the classes in the loss. "balanced": n / (C n_c), if n_c of n examples have label c.
struct ClassWeights {
    std::string rule = "none";  // "none", "balanced" or "values"
    std::vector<double> values; // [C] for "values", in label order
};

struct TrainOptions {
    Index epochs = 10;
    Index batch_size = 32;
    Index shard_size = 16;
    Index seed = 1;
    std::string metric = "accuracy"; // or "macro_f1", "loss"
    bool calibrate = false;
    Index patience = 0;   // epochs without a better dev result before training stops; 0: off
    double clip_norm = 5; // 0: no clipping
    ClassWeights class_weights;
    double label_smoothing = 0;
    double adversarial = 0; // norm of the perturbation / norm of a text's embeddings; 0: none
    std::string start;      // file with initial values (key model.start); "": none
    double start_scale = 1; // factor on the table rows copied from `start`
};

// What `textrnn ablate` compares and measures; other commands only check it.
struct AblationOptions {
    std::vector<std::string> arms{"lookup", "one_hot", "one_hot_direct", "bag_of_words"};
    std::vector<double> learning_rates{0}; // [i] for arms[i]; 0 or missing: the config's rate
    std::vector<double> search{0}; // rates; an arm uses the best on dev; {0}: no search
    std::vector<Index> widths{0}; // embedding_dims of further lookup and frozen runs; 0: none
    Index seeds = 3;            // train.seed, train.seed + 1, ...
    Index parity_steps = 0; // steps of a two-model comparison (config key: equality_steps); 0: all
    std::vector<Index> vocabulary_sizes{1000, 3000, 10000, 30000, 100000, 200000};
    Index cost_length = 64;   // tokens of each synthetic text
    Index cost_rounds = 5;    // measurements of each cost point
    double cost_memory = 4;   // limit of a step's estimated memory, in GB
    double cost_seconds = 10; // after a slower step, its series' larger vocabularies are skipped
    std::vector<std::string> words; // their nearest neighbours are shown
};

// What `textrnn pretrain` learns from, and how; other commands only check it.
struct PretrainOptions {
    std::vector<std::string> text; // files; their labels, if any, are dropped
    std::string method = "skip_gram"; // or "cbow", "language_model"
    Index window = 5;                 // word2vec: neighbours on each side, at most
    Index negatives = 0;              // negative samples; 0: 5 (language_model: 256)
    double sample = 1e-4;             // word2vec: subsampling threshold; 0: off
    Index epochs = 5;
    double learning_rate = 0; // at the first step; 0: the method's default
    Index seed = 1;
};

struct Config {
    DataOptions data;
    TextOptions text;
    VocabularyOptions vocabulary;
    ClassifierOptions model;
    TrainOptions train;
    double learning_rate = 0.001;
    OptimizerOptions optimizer;
    ScheduleOptions schedule;
    AblationOptions ablation;
    PretrainOptions pretrain;
};

// A pointer to a member of a Config.
using Field = std::variant<bool*, Index*, double*, std::string*, std::vector<std::string>*,
                           std::vector<Index>*, std::vector<double>*, ClassWeights*>;

struct NumberRange { // low <= number <= high
    double low, high;
};

struct Key {
    const char* name; // "section.key"
    Field field;
    // Condition on the value, or each element of a list. A key of numbers must have a range.
    std::variant<std::monostate, NumberRange, std::vector<std::string>> allowed;
    const char* meaning;
};

std::vector<Key> config_keys(Config&); // the table, with pointers into this Config

// Keys that a user may have meant by the unknown key `name`; empty if no key is similar.
std::vector<std::string> suggested_keys(const std::string& name);

struct KeyDifference {
    std::string key, a, b; // "section.key", and its values in both configs as TOML
};
std::vector<KeyDifference> differences(Config a, Config b); // the keys whose values differ

// Whether a resumed run of `textrnn train` must have the same value of the key (train.epochs: see
// load_checkpoint). False for data.train, dev and test: the fingerprint covers train and dev texts.
bool decides_training(std::string_view key);
bool decides_pretraining(std::string_view key); // the same for `textrnn pretrain`

// Reads and checks a config file. `settings` "section.key=value" override it; their strings need no
// quotes. Throws as open_input does, and Error(kBadConfig) if the file is no config, e.g. a data
// file, or if it or a setting is wrong: the message has e.g. file:line, key, expected and found. If
// needs_files, also Error(kNoInput) for a missing data file in two cases: its name looks like a
// share, e.g. "10" or "0%"; or it exists relative to the config's directory (paths are relative to
// the working directory). Readers report other missing files.
Config load_config(const std::string& path, const std::vector<std::string>& settings,
                   bool needs_files = true);

// Applies the settings, then checks the config. Throws Error(kBadConfig): "--set SETTING ..." for
// an invalid setting; "`name`: ..." if values contradict each other.
void change_config(Config&, const std::vector<std::string>& settings,
                   const std::string& name = "--set");

// As load_config, from text, but does not look for files; `name` stands for the path in errors.
// with_suggestions: the message for an unknown key suggests similar keys.
Config parse_config(std::string_view text, const std::string& name,
                    const std::vector<std::string>& settings = {}, bool with_suggestions = true);

// All keys with their values as TOML. parse_config() reads an empty list of strings back as {""},
// and refuses an empty list of numbers. with_comments: adds each key's meaning and range.
std::string to_toml(Config config, bool with_comments);

} // namespace textrnn
