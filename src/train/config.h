// The config: all that decides a run's result, in plain structs, and the one table of keys from
// which parsing, checking, `textrnn config` and the echo in the run directory come.
#pragma once

#include "data/corpus.h"
#include "io/toml.h"
#include "nn/classifier.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace textrnn {

// "none", "balanced" (n / (C n_c), as scikit-learn's), or one number a label in label order.
struct ClassWeights {
    std::string rule = "none";
    std::vector<double> values;
};

struct TrainOptions {
    Index epochs = 10;
    Index batch_size = 32;
    Index shard_size = 16;
    Index seed = 1;
    Index patience = 0;   // early stopping; 0: off
    double clip_norm = 5; // 0: off
    ClassWeights class_weights;
    double label_smoothing = 0;
};

// What `textrnn ablate` compares and measures; training itself never looks at it.
struct AblationOptions {
    std::vector<std::string> arms{"lookup", "one_hot", "one_hot_direct", "bag_of_words"};
    std::vector<double> learning_rates{0};
    Index seeds = 3;          // train.seed, train.seed + 1, ...
    Index parity_steps = 0; // 0: a whole training run
    std::vector<Index> vocabulary_sizes{1000, 3000, 10000, 30000, 100000, 200000};
    Index cost_length = 64;
    Index cost_rounds = 5;
    double cost_memory = 4;   // GB
    double cost_seconds = 10;
    std::vector<std::string> words;
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
};

// Where a key's value lies in a Config.
using Field = std::variant<bool*, Index*, double*, std::string*, std::vector<std::string>*,
                           std::vector<Index>*, std::vector<double>*, ClassWeights*>;

struct Key {
    const char* section;
    const char* name;
    Field (*field)(Config&);
    double low, high;                    // range of a number; unused otherwise
    std::vector<std::string> (*values)(); // the values of a choice; nullptr: free text or a number
    const char* meaning;
};

std::span<const Key> config_keys(); // the table

// Reads and checks a config file. `settings` are "section.key=value" and win over the file; a word
// needs no quotes in them. Throws Error(kBadConfig) naming file:line (or the setting), the key,
// what was expected and what was found; Error(kNoInput) when the file is missing.
Config load_config(const std::string& path, const std::vector<std::string>& settings);

// The same from a text, e.g. the one inside a model.
Config parse_config(std::string_view text, const std::string& name,
                    const std::vector<std::string>& settings = {});

// Every key with its value, as a TOML file that reads back to the same config; with comments that
// give range and meaning if wanted.
std::string to_toml(const Config& config, bool with_comments);

} // namespace textrnn
