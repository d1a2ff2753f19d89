// Pretraining gives the same bits for any number of threads, and after a stop.
#include "catch.h"
#include "core/registry.h"
#include "core/threads.h"
#include "io/file.h"
#include "pretrain/objective.h"
#include "pretrain/pretrainer.h"
#include "train/tiny_run.h"

#include <cmath>
#include <filesystem>
#include <regex>

using namespace textrnn;

namespace {

struct Folder {
    std::string path = (std::filesystem::temp_directory_path() /
                        ("textrnn-pretrain-" + std::to_string(unpredictable_bits())))
                           .string();
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

Config config_for(const std::string& text, const std::string& method) {
    return parse_config("[pretrain]\ntext = \"" + text + "\"\nmethod = \"" + method +
                            "\"\nepochs = 2\n[model]\nembedding_dim = 12\nhidden_size = 12\n",
                        "test");
}

std::string model_after(const Config& config, const std::string& directory, Index threads_count,
                        Index stop_after = 0) {
    Threads threads(threads_count);
    TrainEvents events;
    Index steps = 0;
    events.should_stop = [&] { return ++steps == stop_after; };
    while (!pretrain(config, directory, steps > 0, threads, events)) {}
    return read_file(directory + "/model.safetensors");
}

std::string sample_file(const std::string& folder) {
    std::string text;
    Random random(5, Stream::kGradcheck);
    for (Index line = 0; line < 1500; ++line) {
        for (Index n = random.below(30); n > 0; --n)
            text += "word" + std::to_string(random.below(20) * random.below(20)) + " ";
        text += "\n";
    }
    const std::string path = folder + "/texts.txt";
    replace_file(path, text);
    return path;
}

} // namespace

TEST_CASE("pretraining: same bits at any number of threads, and after a stop") {
    const Folder folder;
    const std::string text = sample_file(folder.path);
    for (const PretrainMethod& method : kPretrainMethods) {
        const Config config = config_for(text, method.name);
        const std::string out = folder.path + "/" + method.name;
        const std::string expected = model_after(config, out + "-1", 1);
        for (const Index threads : std::vector<Index>{2, 3, 5, 8}) {
            INFO(method.name << ", " << threads << " threads");
            CHECK(model_after(config, out + "-" + std::to_string(threads), threads) == expected);
        }
        for (const Index stop : std::vector<Index>{1, 4, 7, 10}) {
            INFO(method.name << ", stopped after step " << stop);
            CHECK(model_after(config, out + "-stop-" + std::to_string(stop), 2, stop) == expected);
        }
    }
}

TEST_CASE("pretraining reads whole texts", "[pretrain]") {
    const Folder folder;
    const std::string text = sample_file(folder.path);
    const auto tokens = [&](const PretrainMethod& method, Index max_length) {
        Config config = config_for(text, method.name);
        config.text.max_length = max_length;
        Index count = 0;
        Threads threads(1);
        TrainEvents events;
        events.epoch = [&](const TrainProgress& p, const auto&, bool) {
            count = static_cast<Index>(std::lround(p.tokens_per_second * p.seconds));
        };
        pretrain(config, folder.path + "/whole", false, threads, events);
        return count;
    };
    for (const PretrainMethod& method : kPretrainMethods) {
        INFO(method.name);
        const double whole = static_cast<double>(tokens(method, 0));
        CHECK(static_cast<double>(tokens(method, 5)) > 0.85 * whole); // pieces of one token go
    }
}

namespace {

// "CODE: message" of pretraining on `text`, or "".
std::string error_with(const std::string& text, const std::vector<std::string>& settings,
                       bool resume = false) {
    const Folder folder;
    replace_file(folder.path + "/texts", text);
    Config config = config_for(folder.path + "/texts", "language_model");
    config.model.hidden_size = 4;
    Threads threads(1);
    if (resume) pretrain(config, folder.path + "/out", false, threads, {});
    change_config(config, settings);
    std::string error = error_of(
        [&] { pretrain(config, folder.path + "/out", resume, threads, {}); });
    if (const std::size_t at = error.find(folder.path + "/"); at != std::string::npos)
        error.erase(at, folder.path.size() + 1);
    return error;
}

} // namespace

TEST_CASE("pretraining refuses texts that have nothing to predict", "[pretrain]") {
    for (const PretrainMethod& method : kPretrainMethods)
        for (const char* text : {"a\nb\n\na\n", "a\n", "a b\na c\nd a\n"}) {
            INFO(method.name << ": " << text);
            const std::string rare = text[1] == ' ' ? "vocabulary.min_freq=2" : "text.max_length=0";
            CHECK(error_with(text, {rare, "pretrain.method=" + std::string(method.name)})
                      .starts_with("78: pretrain.text has nothing to predict: "));
        }
    const std::string error = error_with("a b c\n", {"text.max_length=1"});
    CHECK(error.starts_with("78: pretrain.text has nothing to predict: "));
    CHECK(error_with("a b c\n", {"text.max_length=2"}) == "");
}

TEST_CASE("pretraining refuses model.start, and trains embeddings in spite of model.freeze") {
    CHECK(error_with("a b\n", {"model.start=x"}) ==
          "78: model.start: pretraining starts from random values; remove the key");
    const Folder folder;
    Config config = config_for(sample_file(folder.path), "language_model");
    const std::string expected = model_after(config, folder.path + "/free", 2);
    config.model.freeze = "embedding";
    CHECK(model_after(config, folder.path + "/frozen", 2) == expected);
}

TEST_CASE("a divergence of pretraining is told with the run's step and the key to lower") {
    const std::string error = error_with(
        "a b c d\n", {"optimizer.name=sgd", "optimizer.weight_decay=1000", "train.clip_norm=0",
                      "pretrain.learning_rate=1000", "pretrain.epochs=50"});
    INFO(error); // an epoch has one step; which weight overflows first depends on the rounding
    const std::regex message(R"(1: epoch (\d+), step \1: [a-z].* is no longer a finite number; )"
                             "try a lower pretrain.learning_rate");
    CHECK(std::regex_match(error, message));
}

TEST_CASE("a resumed pretraining may change the keys that it does not use", "[pretrain]") {
    const std::string text = "a b c d\nb c\n";
    for (const char* setting : {"train.patience=0", "train.seed=5", "model.pooling=max",
                                "optimizer.learning_rate=1", "schedule.name=linear",
                                "train.epochs=30", "model.freeze=embedding"}) {
        INFO(setting);
        CHECK(error_with(text, {setting}, true) == "");
    }
    for (const char* setting : {"train.batch_size=5", "train.clip_norm=3", "model.hidden_size=5",
                                "pretrain.window=2", "data.bad_rows=skip"}) {
        INFO(setting);
        CHECK(error_with(text, {setting}, true).starts_with("78: "));
    }
    CHECK(error_with(text, {"pretrain.epochs=3"}, true) ==
          "78: out/checkpoint.safetensors: belongs to a run with another config (the checkpoint "
          "has pretrain.epochs = 2, the config pretrain.epochs = 3); the learning rate depends on "
          "pretrain.epochs; resume with that config, or start anew without --resume");
}

TEST_CASE("a pretraining killed between its last checkpoint and the metrics writes these") {
    const Folder folder;
    const Config config = config_for(sample_file(folder.path), "skip_gram");
    const std::string out = folder.path + "/out";
    const std::string model = model_after(config, out, 1);
    const std::string metrics = read_file(out + "/metrics.jsonl");
    replace_file(out + "/metrics.jsonl", metrics.substr(0, metrics.find('\n') + 1));
    std::filesystem::remove(out + "/model.safetensors");
    Threads threads(1);
    pretrain(config, out, true, threads, {});
    CHECK(read_file(out + "/metrics.jsonl") == metrics);
    CHECK(read_file(out + "/model.safetensors") == model);
}

TEST_CASE("pretrain.method allows the names of the table of methods", "[pretrain]") {
    Config config;
    const std::vector<Key> keys = config_keys(config);
    const Key* const key = find_named(keys, "pretrain.method");
    CHECK(std::get<std::vector<std::string>>(key->allowed) == names_of(kPretrainMethods));
}
