// The runs of a grid; a run's directory name changes if and only if its result would change.
#include "ablation/grid.h"
#include "catch.h"
#include "data/sample_files.h"
#include "io/file.h"

#include <algorithm>
#include <set>

using namespace textrnn;

namespace {

std::vector<Run> plan(std::vector<std::string> settings = {}) {
    settings.insert(settings.begin(), {"ablation.seeds=3", "ablation.search=0"});
    return plan_runs(load_config("configs/ablation-reviews.toml", settings), "89abcdef");
}

std::set<std::string> ids(const std::vector<Run>& runs, RunKind kind) {
    std::set<std::string> result;
    for (const Run& run : runs)
        if (run.kind == kind) result.insert(run.id);
    return result;
}

} // namespace

TEST_CASE("the grid has one cost run, the comparisons, and every arm with every seed") {
    const std::vector<Run> runs = plan({"ablation.seeds=2"});
    CHECK(ids(runs, RunKind::kCost).size() == 1);
    CHECK(ids(runs, RunKind::kParity).size() == 9);
    CHECK(ids(runs, RunKind::kTraining).size() == 7 * 2);
    std::set<std::string> all;
    for (const Run& run : runs) all.insert(run.id);
    CHECK(all.size() == runs.size());
}

TEST_CASE("the config's own optimizer gets parity runs") {
    CHECK(ids(plan({"optimizer.name=adamw"}), RunKind::kParity).size() == 11);
}

TEST_CASE("a run's id depends on the settings that decide its result, and on no other") {
    const std::vector<Run> runs = plan();
    CHECK(ids(plan(), RunKind::kTraining) == ids(runs, RunKind::kTraining));
    // More seeds add runs and leave the others where they are.
    const auto more = ids(plan({"ablation.seeds=4"}), RunKind::kTraining);
    const auto before = ids(runs, RunKind::kTraining);
    CHECK(std::includes(more.begin(), more.end(), before.begin(), before.end()));
    CHECK(more.size() == 7 * 4);
    CHECK(ids(plan({"ablation.seeds=4"}), RunKind::kCost) == ids(runs, RunKind::kCost));
    CHECK(ids(plan({"ablation.vocabulary_sizes=[50]"}), RunKind::kCost) !=
          ids(runs, RunKind::kCost));
    CHECK(ids(plan({"ablation.vocabulary_sizes=[50]"}), RunKind::kTraining) == before);
    CHECK(ids(plan({"ablation.equality_steps=7"}), RunKind::kTraining) == before);
    CHECK(ids(plan({"ablation.equality_steps=7"}), RunKind::kParity) !=
          ids(runs, RunKind::kParity));
    for (const char* setting : {"train.epochs=3", "train.calibrate=true"}) {
        INFO(setting);
        for (const std::string& id : ids(plan({setting}), RunKind::kTraining))
            CHECK(!before.contains(id));
    }
}

TEST_CASE("a run's id depends on the data, not on their paths") {
    const auto before = ids(plan(), RunKind::kTraining);
    const Config config = load_config("configs/ablation-reviews.toml",
                                      {"ablation.seeds=3", "ablation.search=0"});
    const auto ids_of = [&](const std::string& data, RunKind kind) {
        return ids(plan_runs(config, data), kind);
    };
    CHECK(ids_of("89abcdef", RunKind::kTraining) == before);
    for (const std::string& id : ids_of("00000000", RunKind::kTraining))
        CHECK(!before.contains(id));
    CHECK(ids_of("00000000", RunKind::kParity) != ids_of("89abcdef", RunKind::kParity));
    CHECK(ids_of("00000000", RunKind::kCost) == ids_of("89abcdef", RunKind::kCost));
    for (const char* path : {"data.train=a.tsv", "data.dev=b.tsv", "data.test=c.tsv"})
        CHECK(ids(plan({path}), RunKind::kTraining) == before);
}

// The ids name directories of finished runs: a program with more keys must find them again.
TEST_CASE("ids stay as they were when their form was chosen") {
    const std::vector<Run> runs = plan_runs(parse_config("", "in", {"train.epochs=3"}), "89abcdef");
    CHECK(runs.front().id == "cost-48d2210e");
    CHECK(runs[1].id == "equality-sgd-3963d3e0-89abcdef");
    CHECK(runs.back().id == "train-bag_of_words-seed-3-cbefe3a5-89abcdef");
}

TEST_CASE("the hash of the data depends on every byte of all files") {
    const SampleFiles files;
    DataOptions data;
    data.train = {files.write("a.tsv", "x\ty\n"), files.write("b.tsv", "")};
    data.dev = files.write("dev/pos/1.txt", "good").substr(0, files.path("dev").size());
    data.test = files.write("test.tsv", "z");
    const std::string before = data_hash(data);
    CHECK(before.size() == 8);
    CHECK(data_hash(data) == before);
    for (const char* name : {"a.tsv", "b.tsv", "test.tsv", "dev/pos/1.txt", "dev/neg/1.txt"}) {
        INFO(name);
        const bool is_new = !std::filesystem::exists(files.path(name));
        const std::string old = is_new ? "" : read_file(files.path(name));
        files.write(name, old + "!");
        CHECK(data_hash(data) != before);
        if (is_new)
            std::filesystem::remove_all(std::filesystem::path(files.path(name)).parent_path());
        else
            files.write(name, old);
        CHECK(data_hash(data) == before);
    }
    files.write("dev/.hidden", "the reader ignores it");
    std::filesystem::create_directory_symlink(files.path("dev"), files.path("dev/pos/loop"));
    data_hash(data); // ends
    std::filesystem::remove(files.path("dev/pos/loop"));
    CHECK(data_hash(data) == before);

    std::filesystem::rename(files.path("a.tsv"), files.path("elsewhere.tsv"));
    data.train[0] = files.path("elsewhere.tsv");
    CHECK(data_hash(data) == before);
    std::filesystem::rename(files.path("elsewhere.tsv"), files.path("a.csv"));
    data.train[0] = files.path("a.csv"); // another reader
    CHECK(data_hash(data) != before);
}

TEST_CASE("an arm changes only the settings that define it") {
    const Config config = load_config("configs/ablation-reviews.toml",
                                      {"model.embedding_dropout=0.5", "model.pooling=last",
                                       "train.adversarial=0.02"});
    Config lookup = arm_config(config, "lookup");
    CHECK(to_toml(lookup, false) == to_toml(config, false));
    lookup.model.input = "one_hot";
    CHECK(to_toml(arm_config(config, "one_hot"), false) == to_toml(lookup, false));
    const Config direct = arm_config(config, "one_hot_direct");
    CHECK(direct.model.input == "one_hot_direct");
    CHECK(direct.model.embedding_dropout == 0);
    CHECK(direct.train.adversarial == 0);
    CHECK(direct.model.pooling == "last");
    const Config bag = arm_config(config, "bag_of_words");
    CHECK(bag.model.input == "lookup");
    CHECK(bag.model.cell == "none");
    CHECK(bag.model.pooling == "mean");
    Config frozen = arm_config(config, "frozen");
    CHECK(frozen.model.freeze == "embedding");
    frozen.model.freeze = "none";
    CHECK(to_toml(frozen, false) == to_toml(config, false));
    Config wide = arm_config(config, "frozen_std_1");
    CHECK(wide.model.embedding_std == 1);
    CHECK(wide.model.freeze == "embedding");
    CHECK(to_toml(arm_config(config, "one_hot_narrow"), false) == to_toml(direct, false));
    for (const Run& run :
         plan_runs(config, "89abcdef")) // each is a config that training would accept
        CHECK_NOTHROW(parse_config(to_toml(run.config, false), run.id));
}

TEST_CASE("adam and lazy_adam are compared with the same options") {
    for (const char* name : {"adam", "lazy_adam"})
        for (const Run& run : plan({std::string("optimizer.name=") + name, "optimizer.beta2=0.9"}))
            if (run.name == "adam against lazy_adam")
                CHECK(run.config.optimizer.beta2 == run.other.optimizer.beta2);
}

TEST_CASE("an arm can have its own learning rate") {
    for (const Run& run : plan({"optimizer.learning_rate=0.004",
                               "ablation.learning_rates=[0, 0, 0.01]"})) {
        if (run.kind != RunKind::kTraining) continue;
        CHECK(run.config.learning_rate == (run.name == "one_hot_direct" ? 0.01 : 0.004));
    }
}

TEST_CASE("a width that the training runs have is not trained again, unless these have a start") {
    const std::vector<std::string> widths{"ablation.widths=[2, 32]", "model.embedding_dim=32"};
    CHECK(ids(plan(widths), RunKind::kWidth).size() == 2 * 3); // lookup and frozen
    const SampleFiles files;
    Config config = parse_config("", "c", widths); // three seeds of lookup, not frozen
    config.train.start = files.write("start", "a");
    CHECK(ids(plan_runs(config, "89abcdef"), RunKind::kWidth).size() == 2 * 3);
}

TEST_CASE("a search adds a run with each rate, and each run of an arm chooses among its arm's") {
    const std::vector<Run> runs =
        plan({"ablation.search=[0.001, 0.01]", "ablation.widths=[2, 8]", "ablation.seeds=2",
              "ablation.arms=[\"lookup\", \"bag_of_words\", \"frozen\"]"});
    const auto searches = ids(runs, RunKind::kSearch);
    CHECK(searches.size() == 3 * 2);
    CHECK(ids(runs, RunKind::kTraining).size() == 3 * 2);
    CHECK(ids(runs, RunKind::kWidth).size() == 2 * 2 * 2); // widths, lookup and frozen, seeds
    for (const Run& run : runs) {
        INFO(run.id);
        if (run.kind == RunKind::kCost || run.kind == RunKind::kParity) continue;
        REQUIRE(run.search.size() == (run.kind == RunKind::kSearch ? 0 : 2));
        for (Index i = 0; i < run.search.size(); ++i) {
            CHECK(searches.contains(run.search[i].id));
            CHECK(run.search[i].name == run.name);
            CHECK(run.search[i].config.learning_rate == (i == 0 ? 0.001 : 0.01));
        }
        if (run.kind == RunKind::kWidth)
            CHECK((run.config.model.embedding_dim == 2 || run.config.model.embedding_dim == 8));
    }
    for (const std::string& id : ids(plan({"ablation.search=[0.1]"}), RunKind::kTraining))
        CHECK(!ids(plan(), RunKind::kTraining).contains(id)); // another search, another result
}

TEST_CASE("the hidden size of one_hot_narrow gives lookup's number of parameters") {
    for (const Index hidden_size : {8u, 64u, 300u}) {
        ClassifierOptions model;
        model.vocabulary_size = 1000;
        model.classes = 2;
        model.bidirectional = hidden_size == 8;
        const auto parameters = [&](const char* input, Index hidden) {
            model.input = input;
            model.hidden_size = hidden;
            double count = 0;
            const Classifier classifier(model);
            for (const Parameter& p : classifier.parameters())
                count += static_cast<double>(p.rows() * p.cols());
            return count;
        };
        const double wanted = parameters("lookup", hidden_size);
        const Index found = fit_hidden_size(model);
        INFO("hidden size " << found << " for " << wanted << " parameters");
        const auto error = [&](Index hidden) {
            return std::abs(parameters("one_hot_direct", hidden) - wanted);
        };
        CHECK(error(found) <= error(found + 1));
        if (found > 1) CHECK(error(found) <= error(found - 1));
    }
}
