// The runs of a grid; a run's directory name changes if and only if its result would change.
#include "ablation/grid.h"
#include "catch.h"

#include <algorithm>
#include <set>

using namespace textrnn;

namespace {

std::vector<Run> plan(const std::vector<std::string>& settings = {}) {
    return plan_runs(load_config("configs/ablation-reviews.toml", settings));
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
    CHECK(ids(runs, RunKind::kParity).size() == 5);
    CHECK(ids(runs, RunKind::kTraining).size() == 4 * 2);
    std::set<std::string> all;
    for (const Run& run : runs) all.insert(run.id);
    CHECK(all.size() == runs.size());
}

TEST_CASE("the config's own optimizer gets a parity run") {
    CHECK(ids(plan({"optimizer.name=adamw"}), RunKind::kParity).size() == 6);
}

TEST_CASE("a run's id depends on the settings that decide its result, and on no other") {
    const std::vector<Run> runs = plan();
    CHECK(ids(plan(), RunKind::kTraining) == ids(runs, RunKind::kTraining));
    // More seeds add runs and leave the others where they are.
    const auto more = ids(plan({"ablation.seeds=4"}), RunKind::kTraining);
    const auto before = ids(runs, RunKind::kTraining);
    CHECK(std::includes(more.begin(), more.end(), before.begin(), before.end()));
    CHECK(more.size() == 16);
    CHECK(ids(plan({"ablation.seeds=4"}), RunKind::kCost) == ids(runs, RunKind::kCost));
    CHECK(ids(plan({"ablation.vocabulary_sizes=[50]"}), RunKind::kCost) !=
          ids(runs, RunKind::kCost));
    CHECK(ids(plan({"ablation.vocabulary_sizes=[50]"}), RunKind::kTraining) == before);
    CHECK(ids(plan({"ablation.equality_steps=7"}), RunKind::kTraining) == before);
    CHECK(ids(plan({"ablation.equality_steps=7"}), RunKind::kParity) !=
          ids(runs, RunKind::kParity));
    for (const std::string& id : ids(plan({"train.epochs=3"}), RunKind::kTraining))
        CHECK(!before.contains(id));
}

TEST_CASE("an arm changes only the settings that define it") {
    const Config config = load_config("configs/ablation-reviews.toml",
                                      {"model.embedding_dropout=0.5", "model.pooling=last"});
    Config lookup = arm_config(config, "lookup");
    CHECK(to_toml(lookup, false) == to_toml(config, false));
    lookup.model.input = "one_hot";
    CHECK(to_toml(arm_config(config, "one_hot"), false) == to_toml(lookup, false));
    const Config direct = arm_config(config, "one_hot_direct");
    CHECK(direct.model.input == "one_hot_direct");
    CHECK(direct.model.embedding_dropout == 0);
    CHECK(direct.model.pooling == "last");
    const Config bag = arm_config(config, "bag_of_words");
    CHECK(bag.model.input == "lookup");
    CHECK(bag.model.cell == "none");
    CHECK(bag.model.pooling == "mean");
    for (const Run& run : plan_runs(config)) // each is a config that training would accept
        CHECK_NOTHROW(parse_config(to_toml(run.config, false), run.id));
}

TEST_CASE("an arm can have its own learning rate") {
    for (const Run& run : plan({"optimizer.learning_rate=0.004",
                               "ablation.learning_rates=[0, 0, 0.01]"})) {
        if (run.kind != RunKind::kTraining) continue;
        CHECK(run.config.learning_rate == (run.name == "one_hot_direct" ? 0.01 : 0.004));
    }
}
