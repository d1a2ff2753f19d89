// When numbers overflow, training stops with a message that names epoch, step, layer and lines.
// Files saved before stay as they are.
#include "train/step.h"
#include "train/tiny_run.h"

#include "catch.h"

#include <cmath>

using namespace textrnn;

namespace {

// Each update multiplies the weights by about -1e6; the seventh update overflows. Losses and
// gradients stay finite, as tanh bounds them and an embedding has one element.
struct Overflowing : TinyRun {
    Overflowing() {
        config.model.cell = "rnn_tanh";
        config.model.embedding_dim = 1;
        config.optimizer.name = "sgd";
        config.learning_rate = config.optimizer.weight_decay = 1000;
        config.train.clip_norm = 0;
        config.train.batch_size = 12;
        config.train.epochs = 9;
    }
};

std::string first_error(const TinyRun& run) {
    return run.files.shortened(error_of([&] { run.run("run"); }));
}

void check_finite(const TinyRun& run) {
    const Model model = load_model(run.files.path("run"));
    CHECK(find_not_finite(model.classifier.parameters()) == nullptr);
    for (const NamedTensor& tensor : read_safetensors(run.checkpoint("run")).tensors) {
        INFO(tensor.name);
        CHECK(std::all_of(tensor.values.begin(), tensor.values.end(),
                          [](Real x) { return std::isfinite(x); }));
    }
}

} // namespace

TEST_CASE("an update that overflows is not saved, though its loss was finite", "[divergence]") {
    Overflowing run;
    SECTION("without a dev set, at the end of an epoch") { run.config.data.dev = ""; }
    SECTION("with one") {}
    CHECK(first_error(run) == "1: epoch 7, step 7: embedding.weight is no longer a finite number; "
                              "try a lower optimizer.learning_rate or train.clip_norm (0: none)");
    check_finite(run);
    CHECK(read_file(run.files.path("run") + "/metrics.jsonl").find("\"epoch\": 6") !=
          std::string::npos);
}

TEST_CASE("a stop just after such an update saves nothing", "[divergence]") {
    Overflowing run;
    run.config.train.epochs = 7;
    TrainEvents events;
    int steps = 0;
    events.step = [&](const TrainProgress&) { ++steps; };
    events.should_stop = [&] { return steps == 7; };
    const std::string error = error_of([&] { run.run("run", false, 1, events); });
    CHECK(error.starts_with("1: epoch 7, step 7: embedding.weight is no longer"));
    check_finite(run);
}

TEST_CASE("a loss that is not finite is told with the layer", "[divergence]") {
    Overflowing run;
    run.config.model.cell = "none"; // here a product of two weights overflows first
    run.config.train.batch_size = 5;
    run.config.train.epochs = 4;
    const std::string error = first_error(run);
    CHECK(error.starts_with("1: epoch "));
    CHECK(error.find(": the output of linear after classifier.bias is no longer") !=
          std::string::npos);
    check_finite(run);
}
