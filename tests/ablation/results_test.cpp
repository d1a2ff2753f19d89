// Records read back from JSON as written; damaged records and impossible figures are refused.
#include "ablation/worker.h"
#include "catch.h"
#include "data/sample_files.h"

#include <functional>

using namespace textrnn;

namespace {

// Stores the text as the result of a run, and returns the error of reading it, or "".
std::string result_error(const Run& run, const std::string& text) {
    const SampleFiles files;
    files.write("runs/" + run.id + "/result.json", text);
    Results results;
    return files.shortened(error_of([&] { add_result(run, files.path("."), results); }));
}

// Replaces each number of the record in turn by impossible numbers, which add_result must refuse.
// Returns the number of replacements.
template <class Record>
Index check_every_number(const Run& run, const Record& record) {
    const std::string text = record_to_json(record).pretty();
    REQUIRE(result_error(run, text).empty());
    Index count = 0;
    for (std::size_t at = 0; (at = text.find("\": ", at)) != std::string::npos;) {
        at += 3;
        if (text.find_first_of("0123456789", at) != at) continue;
        const std::size_t end = text.find_first_of(",\n", at);
        const std::size_t quote = text.rfind('"', at - 4);
        const std::string name = text.substr(quote + 1, at - 4 - quote);
        std::vector<const char*> bad{"-1", "-1e-300", "null", "1e400", "\"1\"", "[]"};
        if (name.ends_with("accuracy")) bad.push_back("1e17");
        for (const char* value : bad) {
            INFO(name << " becomes " << value);
            const std::string error =
                result_error(run, text.substr(0, at) + value + text.substr(end));
            CHECK(error.starts_with("65: "));
            CHECK(error.find("result.json") != std::string::npos);
            ++count;
        }
    }
    return count;
}

} // namespace

TEST_CASE("a trained run reads back as it was written") {
    TrainedRun run;
    run.arm = "lookup";
    run.seed = 3;
    run.id = "train-lookup-seed-3-0123abcd";
    run.parameters = 1234;
    run.test_accuracy = 0.1 + 0.2;
    run.epochs = {{1, 0.5, 0.7, 0.75, 0.8}, {2, 1.25, 0.6, 0.65, 0.9}};
    run.right = "101";
    TrainedRun back;
    record_from_json(record_to_json(run).pretty(), back, "test");
    CHECK(back.arm == run.arm);
    CHECK(back.seed == 3);
    CHECK(back.id == run.id);
    CHECK(back.parameters == 1234);
    CHECK(back.test_accuracy == run.test_accuracy);
    REQUIRE(back.epochs.size() == 2);
    CHECK(back.epochs[0].dev_loss == 0.75);
    CHECK(back.epochs[1].seconds == 1.25);
    CHECK(back.right == run.right);
}

TEST_CASE("a cost run reads back with its points") {
    CostRun run;
    run.points.resize(2);
    run.points[1].not_run = "too large";
    CostRun back;
    record_from_json(record_to_json(run).dump(), back, "test");
    REQUIRE(back.points.size() == 2);
    CHECK(back.points[1].not_run == "too large");
}

TEST_CASE("a record with a missing or wrong member is refused") {
    const auto problem = [](const char* json) {
        ParityRun run;
        try {
            record_from_json(json, run, "r.json");
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(problem("{}") == "r.json: \"name\" is missing");
    CHECK(problem(R"({"name": 7})") == "r.json:1:10: expected a string, found '7'");
    CHECK(problem("[]") == "r.json:1:1: expected an object, found '['");
    CHECK(problem(R"({"name": ""} 1)").find("r.json: \"a_input\" is missing") == 0);
    CHECK(problem(R"({"steps": -1})") ==
          "r.json: \"steps\": expected a non-negative integer, found -1");
}

TEST_CASE("members that depend on the machine have a name that says so") {
    Results results;
    results.parity.resize(1);
    results.cost.resize(1);
    results.trained.resize(1);
    const std::string text = record_to_json(results).pretty();
    for (const char* name : {"machine_processor", "machine_build", "machine_date", "a_seconds",
                             "step_seconds", "least_seconds", "machine_flops_per_second"})
        CHECK(text.find('"' + std::string(name) + '"') != std::string::npos);
}

TEST_CASE("every figure of a result must be possible") {
    const auto run = [](RunKind kind, const char* name) {
        Run planned{kind, "id", name, {}, {}};
        planned.config.train.seed = 0;
        planned.config.model.embedding_dim = 0; // as in a record without figures
        planned.config.learning_rate = 0;
        planned.config.ablation.vocabulary_sizes = {10};
        planned.config.ablation.arms = {"lookup"};
        return planned;
    };
    TrainedRun trained;
    trained.arm = "lookup";
    trained.id = "id";
    trained.epochs = {{.epoch = 1}, {.epoch = 2}};
    trained.best_epoch = 1;
    ParityRun parity;
    parity.name = "adam";
    parity.a_input = parity.b_input = "lookup";
    parity.a_optimizer = parity.b_optimizer = "adam";
    parity.steps = parity.whole = 1;
    const Run cost_run = run(RunKind::kCost, "cost");
    CostRun cost{1e9, cost_points(cost_run.config)};
    for (CostPoint& p : cost.points) {
        p.steps = 1;
        p.step_seconds = p.lower_quartile_seconds = p.upper_quartile_seconds = 1;
    }
    CHECK(check_every_number(run(RunKind::kTraining, "lookup"), trained) == 6 * (9 + 2 * 5) + 4);
    CHECK(check_every_number(run(RunKind::kParity, "adam"), parity) == 6 * 9);
    REQUIRE(cost.points.size() > 2);
    CHECK(check_every_number(cost_run, cost) == 6 * (1 + cost.points.size() * 12));
    std::swap(cost.points[0], cost.points[1]); // another series in its place
    CHECK(result_error(cost_run, record_to_json(cost).dump()).find("do not fit") < 100);
    cost.points.pop_back();
    CHECK(result_error(cost_run, record_to_json(cost).dump()).find("do not fit") < 100);
}

TEST_CASE("a result that contradicts itself or belongs to another run is refused") {
    Run run{RunKind::kTraining, "id", "lookup", {}, {}};
    TrainedRun trained;
    trained.arm = "lookup";
    trained.id = "id";
    trained.seed = run.config.train.seed;
    trained.width = run.config.model.embedding_dim;
    trained.learning_rate = run.config.learning_rate;
    trained.epochs = {{.epoch = 1}};
    trained.best_epoch = 1;
    const auto error = [&](auto change) {
        TrainedRun changed = trained;
        change(changed);
        return result_error(run, record_to_json(changed).dump());
    };
    CHECK(error([](TrainedRun&) {}).empty());
    const std::string refusal =
        "65: ./runs/id/result.json: its names or figures do not fit the run; "
        "remove the file to repeat the run";
    CHECK(error([](TrainedRun& r) { r.arm = "one_hot"; }) == refusal);
    CHECK(error([](TrainedRun& r) { r.id = "other"; }) == refusal);
    CHECK(error([](TrainedRun& r) { ++r.seed; }) == refusal);
    CHECK(error([](TrainedRun& r) { r.right = "1"; }) == refusal); // there are no test texts
    for (const Index epoch : {0u, 2u})
        CHECK(error([&](TrainedRun& r) { r.best_epoch = epoch; }) == refusal);
    CHECK(error([](TrainedRun& r) { r.dev_accuracy = 0.5; }) == refusal); // the epoch has 0
    CHECK(error([](TrainedRun& r) { r.test_accuracy = 1.5; }) == refusal);
    CHECK(error([](TrainedRun& r) { r.test_accuracy = 0.5; }) == refusal); // none is right
    CHECK(error([](TrainedRun& r) { r.learning_rate *= 2; }) == refusal);
    CHECK(error([](TrainedRun& r) { ++r.width; }) == refusal);
    CHECK(error([](TrainedRun& r) { r.seconds = 1; }) == refusal); // the epoch has 0
    CHECK(error([](TrainedRun& r) { r.epochs = {{.epoch = 2}}; }) == refusal);
    CHECK(error([](TrainedRun& r) {
              r.epochs = {{.epoch = 1, .seconds = 2}, {.epoch = 2, .seconds = 1}};
              r.seconds = 1;
          }) == refusal);
    Run search = run;
    search.config.learning_rate = 0.25;
    run.search = {search};
    CHECK(error([](TrainedRun& r) { r.learning_rate = 0.25; }).empty());
    CHECK(error([](TrainedRun&) {}) == refusal); // the search did not try the rate
    search.kind = RunKind::kSearch; // if training diverges, it has no epoch and the accuracy 0
    run = search;
    trained.learning_rate = 0.25;
    trained.epochs.clear();
    trained.best_epoch = 0;
    CHECK(error([](TrainedRun&) {}).empty());
    CHECK(error([](TrainedRun& r) { r.dev_accuracy = 1; }) == refusal);
    std::string text = record_to_json(trained).dump();
    text.replace(text.find("\"right\": \"") + 10, 0, "2");
    CHECK(result_error(run, text) == refusal);

    run = {RunKind::kParity, "id", "adam", {}, {}};
    ParityRun parity;
    parity.name = "adam";
    parity.a_input = parity.b_input = "lookup";
    parity.a_optimizer = parity.b_optimizer = "adam";
    parity.whole = 1;
    for (const Index steps : {0u, 2u}) {
        parity.steps = steps;
        CHECK(result_error(run, record_to_json(parity).dump()) == refusal);
    }
    parity.steps = parity.predictions = 1;
    CHECK(result_error(run, record_to_json(parity).dump()) == refusal); // there are no test texts
    parity.predictions = 0;
    parity.equal_predictions = 1;
    CHECK(result_error(run, record_to_json(parity).dump()) == refusal);
    parity.equal_predictions = 0;
    CHECK(result_error(run, record_to_json(parity).dump()).empty());
    parity.b_optimizer = "\x1b[2J";
    CHECK(result_error(run, record_to_json(parity).dump()) == refusal);
    parity.b_optimizer = "adam";
    parity.b_input = "one_hot";
    CHECK(result_error(run, record_to_json(parity).dump()) == refusal); // another input layer

    run = {RunKind::kCost, "id", "cost", {}, {}};
    run.config.ablation.arms = {"lookup"};
    run.config.ablation.vocabulary_sizes = {1000};
    const auto cost_error = [&](auto change) {
        CostRun cost{1e9, cost_points(run.config)};
        for (CostPoint& p : cost.points) {
            p.steps = 1;
            p.step_seconds = p.lower_quartile_seconds = p.upper_quartile_seconds = 1;
        }
        change(cost.points[0]);
        return result_error(run, record_to_json(cost).dump());
    };
    CHECK(cost_error([](CostPoint&) {}).empty());
    CHECK(cost_error([](CostPoint& p) { p.step_seconds = 0; }) == refusal);
    CHECK(cost_error([](CostPoint& p) { p.vocabulary = ~Index{0} / 2; }) == refusal);
    CHECK(cost_error([](CostPoint& p) { p.upper_quartile_seconds = 1e300; }) == refusal);
    CHECK(cost_error([](CostPoint& p) { p.lower_quartile_seconds = 2; }) == refusal);
}
