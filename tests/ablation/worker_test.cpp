// A worker: its runs have results of the data that the grid was planned for, or none.
#include "ablation/worker.h"

#include "catch.h"
#include "core/threads.h"
#include "data/sample_files.h"
#include "io/posix.h"

using namespace textrnn;

namespace {

// A parity run of twelve texts in files that a test can change.
struct SmallAblation {
    SmallAblation() {
        std::string rows = "label\ttext\n";
        for (const char* words : {"a b c", "b a", "c", "a a b", "b c a d", "d c b"})
            rows += std::string("up\tl ") + words + "\ndown\tr " + words + "\n";
        config.data.train = {files.write("train.tsv", rows)};
        config.data.dev = files.write("dev.tsv", rows);
        config.data.test = files.write("test.tsv", rows);
        config.model.embedding_dim = config.model.hidden_size = 2;
        config.train.epochs = 1;
    }

    Run run() const { return plan_runs(config, data_hash(config.data))[1]; }
    std::string directory() const { return run_directory(files.path("out"), run().id); }
    Outcome work(const Run& run, const std::function<void()>& during = [] {}) const {
        Threads threads(1);
        const auto progress = [&](double, const std::string&) { during(); };
        return do_run(run, files.path("out"), threads, {progress, [] { return false; }});
    }

    SampleFiles files;
    Config config;
};

} // namespace

TEST_CASE("a run whose data change before it ends has no result") {
    for (const char* name : {"train.tsv", "dev.tsv", "test.tsv"}) {
        INFO(name);
        const SmallAblation small;
        const Run run = small.run();
        const std::string error = error_of([&] {
            small.work(run, [&] { small.files.write(name, "label\ttext\nup\ta\ndown\tb\n"); });
        });
        CHECK(error == "65: " + run.id +
                           ": the data have changed since this command began; repeat it with "
                           "--resume");
        CHECK_FALSE(std::filesystem::exists(small.directory() + "/result.json"));
        CHECK(small.run().id != run.id);
        CHECK(small.work(small.run()) == Outcome::kDone);
    }
}

TEST_CASE("a run belongs to the bytes of model.start; a width needs no start") {
    SmallAblation small;
    small.config.train.start = small.files.write("a.vec", "2 2\na 1 2\nb 3 4\n");
    small.config.ablation.arms = {"lookup"};
    small.config.ablation.widths = {3};
    small.config.ablation.seeds = 1;
    const std::vector<Run> runs = plan_runs(small.config, data_hash(small.config.data));
    const Run &width = runs.back(), &training = runs[runs.size() - 2];
    REQUIRE(width.kind == RunKind::kWidth);
    REQUIRE(training.kind == RunKind::kTraining);
    CHECK(small.work(width) == Outcome::kDone);
    const auto change = [&](const char* row) { small.files.write("a.vec", row); };
    const std::string error =
        error_of([&] { small.work(training, [&] { change("1 2\na 5 6\n"); }); });
    CHECK(error == "65: " + training.id + ": the data have changed since this command began; "
                                          "repeat it with --resume");
    change("2 2\na 1 2\nb 3 4\n");
    CHECK(small.work(training) == Outcome::kDone);
}

TEST_CASE("a run does its search first, takes the best rate, and leaves out rates that diverge") {
    SmallAblation small;
    small.config.ablation.arms = {"lookup", "one_hot_narrow"};
    small.config.ablation.search = {1000, 0.05, 1e-9};
    small.config.optimizer.name = "sgd";
    small.config.train.epochs = 40;
    small.config.train.clip_norm = 0;
    small.config.ablation.seeds = 1;
    const std::vector<Run> runs = plan_runs(small.config, data_hash(small.config.data));
    Results results;
    results.test_examples = 12;
    for (const Run& run : runs) {
        if (run.kind != RunKind::kTraining) continue;
        REQUIRE(run.search.size() == 3);
        CHECK(small.work(run) == Outcome::kDone);
        CHECK(small.work(run.search[1]) == Outcome::kDoneBefore);
        CHECK(add_result(run, small.files.path("out"), results));
        for (const Run& candidate : run.search)
            CHECK(add_result(candidate, small.files.path("out"), results));
    }
    REQUIRE(results.trained.size() == 2);
    REQUIRE(results.searched.size() == 6);
    for (const TrainedRun& run : results.trained) {
        const TrainedRun* best = nullptr;
        for (const TrainedRun& candidate : results.searched)
            if (candidate.arm == run.arm && (!best || candidate.dev_accuracy > best->dev_accuracy))
                best = &candidate;
        INFO(run.arm << ", best dev accuracy " << best->dev_accuracy);
        CHECK(run.learning_rate == best->learning_rate);
        CHECK(run.dev_accuracy == best->dev_accuracy); // the same seed
    }
}

TEST_CASE("a worker removes the temporary results of killed workers, under the run's lock") {
    const SmallAblation small;
    const std::string folder = "out/runs/" + small.run().id + "/";
    const std::string partial =
        small.files.write(folder + "result.json.0123456789abcdef.partial", "{");
    const std::string other = small.files.write(folder + "notes.0123456789abcdef.partial", "");
    auto lock = lock_file(small.directory() + "/worker.lock");
    CHECK(small.work(small.run()) == Outcome::kBusy);
    CHECK(std::filesystem::exists(partial));
    lock.reset();
    CHECK(small.work(small.run()) == Outcome::kDone);
    CHECK_FALSE(std::filesystem::exists(partial));
    CHECK(std::filesystem::exists(other));
    CHECK(small.work(small.run()) == Outcome::kDoneBefore);
}
