// Derives the configs of all runs from the config of the ablation.
#include "ablation/grid.h"

#include "io/checksum.h"
#include "io/file.h"
#include "io/text.h"
#include "train/model_file.h"

#include <filesystem>
#include <tuple>

namespace textrnn {

// Adds a file with its size, or a folder's files with their names. Leaves out what the reader
// ignores or refuses: hidden files, pipes, and folders deeper than `levels`.
static void add_file(Checksum& sum, const std::string& path, int levels) {
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) {
        const std::string bytes = read_file(path); // not mapped: it may become shorter meanwhile
        sum.add(std::to_string(bytes.size()) + "\n");
        sum.add(bytes);
    } else if (levels > 0 && std::filesystem::is_directory(path, error)) {
        for (const std::string& name : names_in(path, error)) {
            if (name.starts_with('.')) continue;
            sum.add(name + "\n");
            add_file(sum, path + "/" + name, levels - 1);
        }
        if (error) fail_system(ExitCode::kNoInput, path, "cannot be read", error);
    }
}

// `what` starts the id. `data`: as Run::data.
static Run make_run(RunKind kind, const std::string& what, const std::string& name,
                    const Config& config, const Config& other, const std::string& data) {
    Run run{kind, "", name, config, other, data};
    run.id = what + "-" + id_end(run);
    return run;
}

// A single run for all arms and sizes, because they are measured alternately. Its texts are
// synthetic: data, model.start and the ablation's training keys are reset, and change no id.
static Run cost_run(Config config) {
    AblationOptions& o = config.ablation;
    const AblationOptions none;
    std::tie(o.seeds, o.learning_rates, o.search, o.widths, o.parity_steps, o.words) = std::tie(
        none.seeds, none.learning_rates, none.search, none.widths, none.parity_steps, none.words);
    config.data = {};
    config.train.start.clear();
    return make_run(RunKind::kCost, "cost", "cost", config, config, "");
}

static Config with_optimizer(Config config, const std::string& name) {
    if (name == config.optimizer.name) return config;
    config.optimizer = {};
    config.optimizer.name = name;
    // Rates at which these optimizers learn: models that do not move are equal in any case.
    if (name == "sgd") config.learning_rate = 0.1;
    if (name == "adagrad") config.learning_rate = 0.02;
    return config;
}

// Under each optimizer, lookup against one_hot and against one_hot_ordered; and with lookup, adam
// against lazy_adam.
static void add_parity_runs(std::vector<Run>& runs, const Config& config, const std::string& data) {
    std::vector<std::string> optimizers{"sgd", "adagrad", "adam", "lazy_adam"};
    if (std::ranges::count(optimizers, config.optimizer.name) == 0)
        optimizers.push_back(config.optimizer.name);
    Config base = config;
    base.ablation = {};
    base.ablation.parity_steps = config.ablation.parity_steps;
    const Config lookup = arm_config(base, "lookup"), one_hot = arm_config(base, "one_hot"),
                 ordered = arm_config(base, "one_hot_ordered");
    const auto add = [&](const std::string& id, const std::string& name, const Config& a,
                         const Config& b) {
        runs.push_back(make_run(RunKind::kParity, "equality-" + id, name, a, b, data));
    };
    for (const std::string& name : optimizers) {
        const Config a = with_optimizer(lookup, name);
        add(name, name, a, with_optimizer(one_hot, name));
        add(name + "-ordered", name + ", ordered alike", a, with_optimizer(ordered, name));
    }
    Config adam = with_optimizer(lookup, "adam"), lazy_adam = adam;
    lazy_adam.optimizer.name = "lazy_adam";
    add("adam-lazy_adam", "adam against lazy_adam", adam, lazy_adam);
}

// The runs of all searches, then of each arm all seeds and widths.
static void add_training_runs(std::vector<Run>& runs, Config config, const std::string& data) {
    AblationOptions o = std::exchange(config.ablation, {});
    std::erase(o.search, 0.0);
    std::erase(o.widths, Index{0});
    o.learning_rates.resize(o.arms.size());
    std::vector<Run> later; // than the searches of all arms
    for (Index a = 0; a < o.arms.size(); ++a) {
        const std::string& arm = o.arms[a];
        Config own = arm_config(config, arm);
        const auto make = [&](RunKind kind, const std::string& what) {
            const std::string seed = "-seed-" + std::to_string(own.train.seed);
            return make_run(kind, what + seed, arm, own, own, data);
        };
        std::vector<Run> search;
        for (const double rate : o.search) {
            own.learning_rate = rate;
            search.push_back(make(RunKind::kSearch, "search-" + arm + "-rate-" + shortest(rate)));
        }
        runs.insert(runs.end(), search.begin(), search.end());
        const bool has_rate = search.empty() && o.learning_rates[a] > 0;
        own.learning_rate = has_rate ? o.learning_rates[a] : config.learning_rate;
        if (!search.empty()) own.ablation.search = o.search; // for the id: decides the rate
        const auto add_seeds = [&](RunKind kind, const std::string& what, Index seeds) {
            for (Index k = 0; k < seeds; ++k) {
                own.train.seed = config.train.seed + k;
                later.push_back(make(kind, what));
                later.back().search = search;
            }
        };
        add_seeds(RunKind::kTraining, "train-" + arm, o.seeds);
        own.train.start.clear(); // its vectors have another width
        if (arm == "lookup" || arm == "frozen")
            for (const Index width : o.widths) {
                if (width == config.model.embedding_dim && config.train.start.empty())
                    continue; // the training runs have it
                own.model.embedding_dim = width;
                add_seeds(RunKind::kWidth, "width-" + arm + "-" + std::to_string(width),
                          std::min(o.seeds, Index{3}));
            }
    }
    runs.insert(runs.end(), later.begin(), later.end());
}

Config arm_config(const Config& config, const std::string& arm) {
    Config result = config;
    ClassifierOptions& model = result.model;
    const bool is_bag = arm == "bag_of_words", is_frozen = arm.starts_with("frozen");
    const bool is_direct = arm == "one_hot_direct" || arm == "one_hot_narrow";
    model.input = is_bag || is_frozen ? "lookup" : is_direct ? "one_hot_direct" : arm;
    if (is_bag) model.cell = "none";
    if (is_bag) model.pooling = "mean"; // as in fastText; "last" would use the last word only
    if (is_frozen) model.freeze = "embedding";
    if (arm == "frozen_std_1") model.embedding_std = 1;
    if (is_direct) model.embedding_dropout = result.train.adversarial = 0; // without embedding
    if (is_direct) model.freeze = "none";
    return result;
}

Index fit_hidden_size(ClassifierOptions model) {
    const auto parameters = [&](const char* input, Index hidden_size) {
        model.input = input;
        model.hidden_size = hidden_size;
        double count = 0;
        const Classifier classifier(model);
        for (const Parameter& p : classifier.parameters())
            count += static_cast<double>(p.rows() * p.cols());
        return count;
    };
    const double wanted = parameters("lookup", model.hidden_size);
    Index size = 1;
    while (parameters("one_hot_direct", size) + parameters("one_hot_direct", size + 1) < 2 * wanted)
        ++size;
    return size;
}

std::string id_end(const Run& run) {
    // Keys with their default values are left out: new keys change no id. Raise the
    // number in "record 3" if the records of a run get members.
    std::string text = "record 3\n";
    // Equal configs are both written with "other ", as in existing ids.
    const bool are_equal = differences(run.config, run.other).empty();
    for (const Config* each : {&run.config, &run.other})
        for (const auto& [key, value, normal] : differences(*each, Config{}))
            if (decides_training(key) || key.starts_with("ablation.") || key == "train.calibrate")
                text += (are_equal || each == &run.other ? "other " : "") + key + " = " + value +
                        "\n";
    Checksum sum(text.size());
    sum.add(text);
    const std::string& start = run.config.train.start;
    if (!start.empty()) add_file(sum, model_path(start), 0);
    return hex_digits(sum.value(), 8) + (run.data.empty() ? "" : "-" + run.data);
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
    add_parity_runs(runs, config, data);
    add_training_runs(runs, config, data);
    return runs;
}

} // namespace textrnn
