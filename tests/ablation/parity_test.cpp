// Parity on the embedded data: lookup and multiplication by one-hot rows train to the same bits
// under every optimizer if sums are ordered alike; otherwise they differ by rounding.
#include "ablation/worker.h"
#include "catch.h"
#include "core/threads.h"

using namespace textrnn;

namespace {

Config small_config(const std::vector<std::string>& settings = {}) {
    std::vector<std::string> all{"model.hidden_size=12", "model.embedding_dim=10",
                                 "model.word_dropout=0.1", "ablation.equality_steps=12"};
    all.insert(all.end(), settings.begin(), settings.end());
    return load_config("configs/ablation-reviews.toml", all);
}

const WorkerEvents kNoStop{[](double, const std::string&) {}, [] { return false; }};

} // namespace

TEST_CASE("lookup and one_hot train to the same bits under every optimizer") {
    Threads threads(2);
    // The optimizers of the grid, and also rmsprop and adamw.
    std::vector<Run> runs = plan_runs(small_config(), "");
    for (const char* name : {"rmsprop", "adamw"})
        for (const Run& run : plan_runs(small_config({std::string("optimizer.name=") + name}), ""))
            if (run.name.starts_with(name)) runs.push_back(run);
    Index compared = 0;
    for (const Run& run : runs) {
        if (run.kind != RunKind::kParity || !run.name.ends_with(", ordered alike")) continue;
        const auto result = compare_training(run, threads, kNoStop);
        INFO(run.id);
        REQUIRE(result);
        CHECK(result->a_input == "lookup");
        CHECK(result->b_input == "one_hot_ordered");
        CHECK(result->steps == 12);
        CHECK(result->whole == 344 * 4);
        CHECK(result->loss_difference == 0);
        CHECK(result->parameter_difference == 0);
        CHECK(result->equal_predictions == result->predictions);
        CHECK(result->equal_labels == result->predictions);
        CHECK(result->predictions == 500);
        ++compared;
    }
    CHECK(compared == 4 + 2);
}

TEST_CASE("the textbook's one_hot computes the same function, but rounds differently") {
    Threads threads(2);
    Config lookup = small_config({"optimizer.name=sgd", "optimizer.learning_rate=0.1"});
    Config one_hot = lookup, csr = lookup;
    one_hot.model.input = "one_hot";
    csr.model.input = "one_hot_csr";
    for (const Config& other : {one_hot, csr}) {
        const auto result =
            compare_training({RunKind::kParity, "", "", lookup, other}, threads, kNoStop);
        REQUIRE(result);
        INFO(other.model.input);
        CHECK(result->equal_labels == result->predictions);
        CHECK(result->loss_difference < 1e-6);
        CHECK(result->parameter_difference < 1e-6);
        CHECK(result->parameter_difference > 0);
    }
}

TEST_CASE("adam and lazy_adam differ, because adam moves rows without gradient") {
    Threads threads(2);
    Config adam = small_config({"optimizer.name=adam"});
    Config lazy = small_config({"optimizer.name=lazy_adam"});
    const auto result = compare_training({RunKind::kParity, "", "", adam, lazy}, threads, kNoStop);
    REQUIRE(result);
    CHECK(result->loss_difference > 0);
    CHECK(result->parameter_difference > 0);
    CHECK(!result->parameter.empty());
}

TEST_CASE("a stopped parity run has no result") {
    Threads threads(1);
    const Run run = plan_runs(small_config(), "")[1];
    Index steps = 0;
    const WorkerEvents events{kNoStop.progress, [&] { return ++steps == 3; }};
    CHECK(!compare_training(run, threads, events));
    CHECK(steps == 3);
}
