// Records read back from JSON as written; damaged records are refused.
#include "ablation/results.h"
#include "catch.h"
#include "core/error.h"

#include <cmath>

using namespace textrnn;

TEST_CASE("a trained run reads back as it was written") {
    TrainedRun run;
    run.arm = "lookup";
    run.seed = 3;
    run.id = "train-lookup-seed-3-0123abcd";
    run.parameters = 1234;
    run.test_accuracy = 0.1 + 0.2;
    run.epochs = {{1, 0.5, 0.7, std::nan(""), 0.8}, {2, 1.25, 0.6, 0.65, 0.9}};
    run.right = {true, false, true};
    TrainedRun back;
    record_from_json(record_to_json(run).pretty(), back, "test");
    CHECK(back.arm == run.arm);
    CHECK(back.seed == 3);
    CHECK(back.id == run.id);
    CHECK(back.parameters == 1234);
    CHECK(back.test_accuracy == run.test_accuracy);
    REQUIRE(back.epochs.size() == 2);
    CHECK(std::isnan(back.epochs[0].dev_loss));
    CHECK(back.epochs[1].seconds == 1.25);
    CHECK(back.right == run.right);
}

TEST_CASE("a cost run reads back with its shape and points") {
    CostRun run;
    run.shape.cell = "gru";
    run.shape.bidirectional = true;
    run.points.resize(2);
    run.points[1].not_run = "too large";
    CostRun back;
    record_from_json(record_to_json(run).dump(), back, "test");
    CHECK(back.shape.cell == "gru");
    CHECK(back.shape.bidirectional);
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
    CHECK(problem(R"({"name": 7})") == "r.json: \"name\" is a number");
    CHECK(problem("[]") == "r.json:1:1: expected an object, found '['");
    CHECK(problem(R"({"name": ""} 1)").find("r.json: \"a_input\" is missing") == 0);
    CHECK(problem(R"({"steps": -1})") ==
          "r.json: \"steps\" must be a non-negative integer, found -1");
}

TEST_CASE("members that depend on the machine have a name that says so") {
    Results results;
    results.parity.resize(1);
    results.cost.resize(1);
    results.trained.resize(1);
    const std::string text = record_to_json(results).pretty();
    for (const char* name : {"machine_processor", "machine_commit", "machine_date", "a_seconds",
                             "step_seconds", "least_seconds", "machine_flops_per_second"})
        CHECK(text.find('"' + std::string(name) + '"') != std::string::npos);
}
