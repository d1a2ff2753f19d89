// Counts of multiply-adds, and properties of a measurement that hold on every machine.
#include "ablation/worker.h"
#include "ablation/step_timing.h"
#include "catch.h"

#include <array>

using namespace textrnn;

namespace {

ClassifierOptions options(const std::string& input) {
    ClassifierOptions o;
    o.vocabulary_size = 500;
    o.classes = 2;
    o.input = input;
    o.embedding_dim = 6;
    o.cell = "lstm";
    o.hidden_size = 5;
    return o;
}

Config small(const std::vector<std::string>& settings) {
    std::vector<std::string> all{"model.hidden_size=5", "model.embedding_dim=6",
                                 "train.batch_size=4",  "ablation.cost_length=7",
                                 "ablation.cost_rounds=2", "ablation.vocabulary_sizes=[50, 200]"};
    all.insert(all.end(), settings.begin(), settings.end());
    return load_config("configs/ablation-reviews.toml", all);
}

const WorkerEvents kGoOn{[](double, const std::string&) {}, [] { return false; }};

} // namespace

TEST_CASE("a step's multiply-adds are counted for each matrix product") {
    const double batch = 3, tokens = 20, words = 14;
    const double recurrent = 3 * tokens * 20 * 5;      // weight_hh [4 H, H]
    const double input = 3 * words * 20 * 6;           // weight_ih [4 H, D], per distinct id
    const double by_token = 3 * tokens * 20 * 6;       // the same per token
    const double classifier = 3 * batch * 2 * 5;       // [C, H]
    const double one_hot_rows = 2 * tokens * 500 * 6;  // 2 N V D: forward, and the gradient
    const auto count = [&](const char* name) {
        return multiply_adds(Computation::kStep, Classifier(options(name)).parameters(),
                             {3, 20, 14});
    };
    CHECK(count("lookup") == recurrent + input + classifier);
    CHECK(count("one_hot") == recurrent + by_token + classifier + one_hot_rows);
    CHECK(count("one_hot_ordered") == recurrent + input + classifier + one_hot_rows);
    CHECK(count("one_hot_csr") == recurrent + by_token + classifier);
    CHECK(count("one_hot_direct") == recurrent + classifier);
}

TEST_CASE("a forward pass multiplies per distinct token id in the first layer, then per token") {
    ClassifierOptions o = options("lookup");
    o.num_layers = 2;
    o.bidirectional = true;
    const double batch = 3, tokens = 20, words = 14;
    const double first = words * 20 * 6, second = tokens * 20 * 10; // weight_ih [4 H, D or 2 H]
    const double hidden = tokens * 20 * 5;                          // weight_hh [4 H, H]
    CHECK(multiply_adds(Computation::kForward, Classifier(o).parameters(), {3, 20, 14}) ==
          2 * (first + second + 2 * hidden) + batch * 2 * 10);
    o.cell = "none";
    CHECK(multiply_adds(Computation::kForward, Classifier(o).parameters(), {3, 20, 14}) ==
          batch * 2 * 6);
}

TEST_CASE("every arm is measured at every size, and phases make up the step") {
    const auto run = measure_cost(small({}), kGoOn);
    REQUIRE(run);
    CHECK(run->points.size() == 6 * 2);
    CHECK(run->flops_per_second > 1e7); // also with sanitizers on a busy machine
    for (const CostPoint& p : run->points) {
        INFO(p.arm << " " << p.optimizer << " " << p.vocabulary);
        CHECK(p.not_run.empty());
        CHECK(p.steps == 6);
        CHECK(p.forward_seconds > 0);
        CHECK(p.backward_seconds > 0);
        CHECK(p.update_seconds > 0);
        CHECK(p.words > 4);
        CHECK(p.words < 28);
        CHECK(p.lower_quartile_seconds <= p.step_seconds);
        CHECK(p.step_seconds <= p.upper_quartile_seconds);
        if (p.doubt.empty())
            CHECK(p.forward_seconds + p.backward_seconds + p.update_seconds ==
                  Approx(p.step_seconds).epsilon(0.16));
        CHECK(p.memory > static_cast<double>(p.vocabulary * 6 * sizeof(Real) * 3));
        CHECK(p.least_seconds > 0);
        for (const CostPoint& other : run->points) // the texts are the same at every size
            if (other.arm == p.arm && other.texts == p.texts && p.texts == "same" &&
                p.arm != "one_hot")
                CHECK(other.multiply_adds == p.multiply_adds);
    }
}

TEST_CASE("unsteady measurements are in doubt") {
    const auto doubt = [](const std::vector<std::array<double, 3>>& steps) {
        std::vector<StepResult> timed(steps.size());
        for (Index i = 0; i < steps.size(); ++i) {
            timed[i].forward_seconds = steps[i][0];
            timed[i].backward_seconds = steps[i][1];
            timed[i].reduction_seconds = steps[i][2] / 2;
            timed[i].update_seconds = steps[i][2] / 2;
        }
        CostPoint point;
        summarise_steps(timed, point);
        return point.doubt;
    };
    CHECK(doubt({{1, 2, 1}, {1, 2, 1}, {1.1, 2, 1}}) == "");
    CHECK(doubt({{1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {9, 9, 9}}) == ""); // one slow step
    CHECK(doubt({{1, 2, 1}, {1, 2, 1}, {2, 3, 2}, {2, 3, 2}}) == "wide quartiles");
    CHECK(doubt({{5, 1, 1}, {1, 5, 1}, {1, 1, 5}}) == "phases do not add up"); // 3 of 7
}

TEST_CASE("words spread over a larger vocabulary keep the texts the same") {
    const std::vector<Index> lengths{30, 40};
    const Dataset few = zipf_texts(lengths, 20, 20), many = zipf_texts(lengths, 20, 200);
    for (Index n = 0; n < few.ids.size(); ++n) {
        CHECK(many.ids[n] == 2 + (few.ids[n] - 2) * 11);
        CHECK(many.ids[n] < 200);
        CHECK(few.ids[n] < 20);
    }
}

TEST_CASE("a point beyond the limits is not run, and names the limit") {
    // Of 200 words, in numbers: one_hot 28 * 200 rows and 4 tables of 200 * 6; one_hot_direct
    // 3 tables of 200 * 20 gates; lookup 3 of 200 * 6.
    const struct {
        const char *limit, *arm, *need;
    } kCases[] = {{"4e-05", "one_hot", "4.16e-05"}, {"4e-05", "one_hot_direct", "4.8e-05"},
                  {"1e-05", "lookup", "1.44e-05"}};
    for (const auto& [limit, arm, need] : kCases) {
        const auto run = measure_cost(small({std::string("ablation.cost_memory=") + limit}), kGoOn);
        Index refused = 0;
        for (const CostPoint& p : run->points) {
            if (p.arm != arm || p.vocabulary != 200 || sizeof(Real) != 4) continue;
            INFO(p.arm << " " << p.vocabulary << " with a limit of " << limit);
            CHECK(p.not_run == "a step needs " + std::string(need) +
                                   " GB, and ablation.cost_memory is " + limit);
            CHECK(p.step_seconds == 0);
            CHECK(p.multiply_adds > 0);
            ++refused;
        }
        if (sizeof(Real) == 4) CHECK(refused > 0);
    }
    const auto slow = measure_cost(small({"ablation.cost_seconds=0"}), kGoOn);
    for (const CostPoint& p : slow->points) CHECK(p.not_run.empty() == (p.vocabulary == 50));
}

TEST_CASE("a stopped measurement has no result") {
    CHECK(!measure_cost(small({}), {kGoOn.progress, [] { return true; }}));
}
