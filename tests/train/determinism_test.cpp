// The same config and seed give the same bits, for any number of threads and of stops and resumes.
// The drawn configs include every cell, pooling, optimizer, input layer and schedule. Environment
// variable TEXTRNN_CONFIGS: number of configs.
#include "nn/cell.h"
#include "train/tiny_run.h"

#include "core/registry.h"

#include "catch.h"

#include <atomic>
#include <cstdlib>

using namespace textrnn;

namespace {

Index config_count() {
    const char* wanted = std::getenv("TEXTRNN_CONFIGS");
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return wanted ? static_cast<Index>(std::atoi(wanted)) : 5;
#else
    return wanted ? static_cast<Index>(std::atoi(wanted)) : 20;
#endif
}

template <class Table>
std::string nth(const Table& table, Index i) {
    return table[i % table.size()].name;
}

// Names rotate at different speeds, so that all pairs occur; numbers are random.
void draw(Config& c, Index i) {
    Random random(i, Stream::kGradcheck);
    const auto chance = [&] { return random.below(2) == 0 ? 0.0 : 0.3; };
    c.model.cell = i % 6 == 5 ? "none" : nth(cells(), i % 6);
    c.model.pooling = nth(poolings(), i);
    c.model.input = nth(input_layers(), i + i / 3);
    const bool has_embedding = find_named(input_layers(), c.model.input)->embed;
    if (c.model.cell == "none" && !has_embedding) c.model.input = "lookup";
    c.optimizer.name = nth(optimizers(), i + i / 6);
    c.schedule.name = nth(schedules(), i);
    c.schedule.patience = random.below(2);
    c.schedule.warmup_steps = random.below(4);
    c.schedule.step_epochs = 1;
    c.model.bidirectional = random.below(2) == 0;
    c.model.num_layers = 1 + random.below(3);
    c.model.hidden_size = 1 + random.below(9);
    c.model.embedding_dim = 1 + random.below(9);
    c.model.word_dropout = chance();
    c.model.embedding_dropout = find_named(input_layers(), c.model.input)->embed ? chance() : 0;
    if (has_embedding && i % 5 == 2) c.model.freeze = "embedding";
    c.model.layer_dropout = c.model.num_layers > 1 ? chance() : 0;
    c.model.classifier_dropout = chance();
    c.train.epochs = 2 + random.below(2);
    c.train.batch_size = 1 + random.below(12);
    c.train.shard_size = 1 + random.below(3);
    c.train.seed = i;
    c.train.label_smoothing = chance();
    if (has_embedding && i % 4 == 1) c.train.adversarial = 0.1;
    if (i % 3 == 1) c.optimizer.average = 0.7;
    c.learning_rate = 0.05;
}

// Bytes of the best model, the last parameters and the optimizer state.
std::string learnt(const TinyRun& run, const std::string& name) {
    std::string bytes = read_file(run.model(name));
    for (const NamedTensor& tensor : read_safetensors(run.checkpoint(name)).tensors)
        bytes += tensor.name + std::string(reinterpret_cast<const char*>(tensor.values.data()),
                                           tensor.values.size() * sizeof(Real));
    return bytes;
}

// The lines of metrics.jsonl without speed and time.
std::string history(const TinyRun& run, const std::string& name) {
    const auto file = open_input(run.files.path(name) + "/metrics.jsonl");
    std::string lines, line;
    while (std::getline(*file, line)) lines += line.substr(0, line.find("\"tokens_per")) + "\n";
    return lines;
}

// Runs to the end, stopped whenever should_stop has been called next() times since the last stop.
// Returns the number of stops.
template <class Next>
Index run_in_parts(const TinyRun& run, const std::string& name, Index threads, Next next) {
    std::atomic<Index> left;
    TrainEvents events;
    events.should_stop = [&] { return left.fetch_sub(1) <= 1; };
    Index stops = 0;
    for (left = next(); !run.run(name, true, threads, events); left = next()) ++stops;
    return stops;
}

} // namespace

TEST_CASE("the number of threads changes no bit", "[determinism]") {
    for (Index i = 0; i < config_count(); ++i) {
        TinyRun run;
        draw(run.config, i);
        run.run("run");
        const std::string expected = learnt(run, "run");
        for (const Index threads : {2u, 3u, 4u, 7u, 8u, 16u}) {
            run.run("run", false, threads);
            INFO("config " << i << ", " << threads << " threads\n" << to_toml(run.config, false));
            REQUIRE((learnt(run, "run") == expected)); // in (): Catch2 must not print the bytes
        }
    }
}

TEST_CASE("stopping and resuming changes no bit", "[determinism]") {
    Index stops = 0;
    for (Index i = 0; i < config_count(); ++i) {
        TinyRun run;
        draw(run.config, i);
        run.run("whole");
        const std::string expected = learnt(run, "whole");
        INFO("config " << i << "\n" << to_toml(run.config, false));
        const Index examples = 12, size = run.config.train.batch_size;
        const Index batches = (examples + size - 1) / size;
        // Stops at the end of each epoch (the dev evaluation calls should_stop once), and anywhere.
        bool is_first = true;
        const Index boundaries = run_in_parts(run, "epochs", 1, [&] {
            return batches + (std::exchange(is_first, false) ? 0 : 1);
        });
        CHECK(boundaries == run.config.train.epochs);
        REQUIRE((learnt(run, "epochs") == expected));
        CHECK(history(run, "epochs") == history(run, "whole"));
        Random random(i, Stream::kGradcheck, 1);
        stops += run_in_parts(run, "random", 2, [&] { return 1 + random.below(batches + 1); });
        REQUIRE((learnt(run, "random") == expected));
    }
    CHECK(stops > config_count());
}
