// Derives the configs of all runs from the config of the ablation.
#include "ablation/grid.h"

#include "io/checksum.h"
#include "io/file.h"
#include "io/text.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

namespace textrnn {

namespace {

// Learning rates at which these optimizers learn: models that do not move are equal in any case.
constexpr double kSgdRate = 0.1, kAdagradRate = 0.02;

// Adds a file with its size, or a folder's files with their names. Leaves out what the reader
// ignores or refuses: hidden files, pipes, and folders deeper than `levels`.
void add_file(Checksum& sum, const std::string& path, int levels) {
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) {
        const FileBytes file = read_bytes(path);
        sum.add(std::to_string(file.bytes.size()) + "\n");
        sum.add({file.bytes.data(), file.bytes.size()});
    } else if (levels > 0 && std::filesystem::is_directory(path, error)) {
        for (const std::string& name : names_in(path, error)) {
            if (name.starts_with('.')) continue;
            sum.add(name + "\n");
            add_file(sum, path + "/" + name, levels - 1);
        }
        if (error) fail_system(ExitCode::kNoInput, path, "cannot be read", error);
    }
}

Run make_run(RunKind kind, const std::string& what, const std::string& name, const Config& config,
             const Config& other) {
    // Keys with their default values are left out: new keys change no id. A record with new members
    // needs new ids.
    std::string text = kind == RunKind::kTraining ? "" : "record 2\n";
    for (const Config* each : {&config, &other})
        for (const auto& [key, value, normal] : differences(*each, Config{}))
            if (decides_training(key) || key.starts_with("ablation."))
                text += (each == &other ? "other " : "") + key + " = " + value + "\n";
    Checksum sum(text.size());
    sum.add(text);
    return {kind, what + "-" + hex_digits(sum.value(), 8), name, config, other};
}

// A single run for all arms and sizes, because they are measured alternately. Its batches are
// synthetic, so settings that do not change shapes are reset, to keep them out of the id.
Run cost_run(Config config) {
    const AblationOptions defaults;
    config.data = {};
    config.train.start.clear();
    config.ablation.seeds = defaults.seeds;
    config.ablation.learning_rates = defaults.learning_rates;
    config.ablation.parity_steps = defaults.parity_steps;
    config.ablation.words = defaults.words;
    return make_run(RunKind::kCost, "cost", "cost", config, config);
}

Config with_optimizer(Config config, const std::string& name) {
    if (name == config.optimizer.name) return config;
    config.optimizer = {};
    config.optimizer.name = name;
    if (name == "sgd") config.learning_rate = kSgdRate;
    if (name == "adagrad") config.learning_rate = kAdagradRate;
    return config;
}

// lookup against one_hot under each optimizer, and adam against lazy_adam, both with lookup.
std::vector<Run> parity_runs(const Config& config) {
    std::vector<std::string> optimizers{"sgd", "adagrad", "adam", "lazy_adam"};
    const std::string own = config.optimizer.name;
    if (std::find(optimizers.begin(), optimizers.end(), own) == optimizers.end())
        optimizers.push_back(own);
    Config base = config;
    base.ablation = {};
    base.ablation.parity_steps = config.ablation.parity_steps;
    const Config lookup = arm_config(base, "lookup"), one_hot = arm_config(base, "one_hot");
    std::vector<Run> runs;
    for (const std::string& name : optimizers)
        runs.push_back(make_run(RunKind::kParity, "equality-" + name, name,
                                with_optimizer(lookup, name), with_optimizer(one_hot, name)));
    runs.push_back(make_run(RunKind::kParity, "equality-adam-lazy_adam",
                            "adam against lazy_adam", with_optimizer(lookup, "adam"),
                            with_optimizer(lookup, "lazy_adam")));
    return runs;
}

std::vector<Run> training_runs(const Config& config) {
    std::vector<Run> runs;
    const auto& [arms, rates] = std::tie(config.ablation.arms, config.ablation.learning_rates);
    for (Index a = 0; a < arms.size(); ++a)
        for (Index k = 0; k < config.ablation.seeds; ++k) {
            const std::string& arm = arms[a];
            Config run = arm_config(config, arm);
            run.ablation = {};
            run.train.seed += k;
            if (a < rates.size() && rates[a] > 0) run.learning_rate = rates[a];
            const std::string what = "train-" + arm + "-seed-" + std::to_string(run.train.seed);
            runs.push_back(make_run(RunKind::kTraining, what, arm, run, run));
        }
    return runs;
}

} // namespace

Config arm_config(const Config& config, const std::string& arm) {
    Config result = config;
    result.model.input = arm == "bag_of_words" || arm == "frozen" ? "lookup" : arm;
    if (arm == "frozen") result.model.freeze = "embedding";
    if (arm == "one_hot_direct") { // there is no embedding
        result.model.embedding_dropout = 0;
        result.model.freeze = "none";
    }
    if (arm == "bag_of_words") {
        result.model.cell = "none";
        result.model.pooling = "mean"; // as in fastText; "last" would use the last word only
    }
    return result;
}

std::string data_hash(const DataOptions& data) {
    std::vector<std::string> files = data.train;
    files.insert(files.end(), {data.dev, data.test});
    Checksum sum(files.size());
    for (const std::string& file : files) {
        const std::string ending = std::filesystem::path(file).extension(); // for format "auto"
        sum.add((share_of(file) > 0 ? file : ending) + "\n");
        add_file(sum, file, 2);
    }
    return hex_digits(sum.value(), 8);
}

std::vector<Run> plan_runs(const Config& config, const std::string& data) {
    std::vector<Run> runs{cost_run(config)};
    for (const auto& more : {parity_runs(config), training_runs(config)})
        for (const Run& run : more)
            runs.push_back({run.kind, run.id + "-" + data, run.name, run.config, run.other, data});
    return runs;
}

} // namespace textrnn
