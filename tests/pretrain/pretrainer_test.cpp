// Pretraining gives the same bits for any number of threads, and after a stop.
#include "catch.h"
#include "core/threads.h"
#include "io/file.h"
#include "pretrain/objective.h"
#include "pretrain/pretrainer.h"

#include <cmath>
#include <filesystem>

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
