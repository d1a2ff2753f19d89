// Resuming from a checkpoint with an impossible run state, without the best epoch's model, and from
// every state in which a killed setting aside leaves a run directory.
#include "core/error.h"
#include "io/tensor_views.h"
#include "train/run_directory.h"
#include "train/tiny_run.h"

#include "catch.h"

#include <array>
#include <utility>

using namespace textrnn;

namespace {

// Stops a run of 3 batches per epoch after its first batch, replaces `from` in the saved run state
// by `to`, and resumes. "" if the run ends, else "CODE: message".
std::string resumed_with(const std::string& from, const std::string& to) {
    const TinyRun tiny;
    TrainEvents stop;
    stop.should_stop = [] { return true; };
    REQUIRE(!tiny.run("r", false, 1, stop));
    Safetensors file = read_safetensors(tiny.checkpoint("r"));
    for (auto& [key, text] : file.metadata)
        if (key == "run" && !from.empty()) {
            REQUIRE(text.find(from) != std::string::npos);
            text.replace(text.find(from), from.size(), to);
        }
    write_safetensors(tiny.checkpoint("r"), file);
    try {
        tiny.run("r", true);
        return "";
    } catch (const Error& error) {
        return std::to_string(static_cast<int>(error.code())) + ": " + error.what();
    }
}

// Names of the files in the order in which they are set aside.
const std::vector<std::string> kFiles{"checkpoint.safetensors", "model.safetensors",
                                      "metrics.jsonl", "curve.svg", "config.toml"};

void remove_best_weights(const std::string& checkpoint) { // as older programs wrote it
    Safetensors file = read_safetensors(checkpoint);
    REQUIRE(std::erase_if(file.metadata, [](auto& m) { return m.first == "best_weights"; }) == 1);
    write_safetensors(checkpoint, file);
}

// A run of two epochs that stops after the first step of the second epoch.
void stop_in_second_epoch(TinyRun& tiny, const std::string& name) {
    tiny.config.train.epochs = 2;
    int steps = 0;
    TrainEvents stop;
    stop.step = [&](const TrainProgress&) { ++steps; };
    stop.should_stop = [&] { return steps == 4; };
    REQUIRE(!tiny.run(name, false, 1, stop));
}

} // namespace

TEST_CASE("a run state that contradicts itself, the config or the data is refused", "[resume]") {
    CHECK(resumed_with("", "").empty());
    const char* const changes[][2] = {{"\"batch\": 1", "\"batch\": 1000000"},
                                      {"\"batch\": 1", "\"batch\": 4"},
                                      {"\"batch\": 1", "\"batch\": 0"},
                                      {"\"epoch\": 0", "\"epoch\": 1000000000"},
                                      {"\"step\": 1", "\"step\": 2"},
                                      {"\"examples\": 4", "\"examples\": 13"},
                                      {"\"examples\": 4", "\"examples\": 0"},
                                      {"\"total_seconds\": 0", "\"total_seconds\": -1.5"},
                                      {"\"total_seconds\": 0", "\"total_seconds\": null"},
                                      {"\"best_epoch\": 0", "\"best_epoch\": 1"},
                                      {"\"best_accuracy\": 0", "\"best_accuracy\": 1e17"},
                                      {"\"plateau_reductions\": 0", "\"plateau_reductions\": 9"},
                                      {"\"metrics\": []", "\"metrics\": [\"{}\"]"}};
    for (const auto& [from, to] : changes) {
        INFO(from << " becomes " << to);
        const std::string error = resumed_with(from, to);
        CHECK(error.starts_with("65: "));
        CHECK(error.find("(run): ") != std::string::npos);
    }
}

TEST_CASE("metrics that are no numbers or contradict the run state are refused", "[resume]") {
    TinyRun tiny;
    stop_in_second_epoch(tiny, "r");
    const Safetensors saved = read_safetensors(tiny.checkpoint("r"));
    const auto resumed = [&](Safetensors file) {
        write_safetensors(tiny.checkpoint("r"), file);
        return error_of([&] { tiny.run("r", true); });
    };
    for (const char* const loss : {"}", "-1", "1e999", "[1]", R"(\"1\")", R"(1} {\"a\": 2)"}) {
        INFO("train_loss " << loss);
        Safetensors file = saved;
        for (auto& [name, text] : file.metadata)
            if (const std::string at = R"(\"train_loss\": )"; name == "run") {
                REQUIRE(text.find(at) != std::string::npos);
                const std::size_t begin = text.find(at) + at.size();
                text.replace(begin, text.find(',', begin) - begin, loss);
            }
        const std::string error = resumed(file);
        CHECK(error.starts_with("65: "));
        CHECK(error.find("checkpoint.safetensors (metrics)") < error.size());
        CHECK(error.ends_with("; to start again, move the file away"));
    }
    // A number or the start of a string at the end of `at` becomes `to`.
    const std::array<std::string, 3> changes[] = {
        {"run", "\"best_loss\": ", "0"},
        {"run", "\"best_accuracy\": ", "0.25"},
        {"run", "\"bad_epochs\": ", "1"},
        {"run", "\"plateau_best\": ", "7"},
        {"run", R"(\"dev_loss\": )", "0"},
        {"run", R"(\"dev_loss\": )", "null"},
        {"best_macro_f1", "", "0"},
        {"run", R"("metrics": ["{\"epoch\": )", "9"},
        {"run", R"("metrics": ["{\"epoch\": 1, )", R"(\n\"x\": 1)"},
        {"run", "\"examples\": ", "5"},
        {"run", "\"seconds\": ", "1e308"}};
    for (const auto& [key, at, to] : changes) {
        INFO(key << " " << at << to);
        Safetensors file = saved;
        for (auto& [name, text] : file.metadata)
            if (name == key) {
                REQUIRE(text.find(at) != std::string::npos);
                const std::size_t begin = text.find(at) + at.size();
                text.replace(begin, text.find_first_of(",}", begin) - begin, to);
            }
        CHECK(resumed(file).find("its counters contradict") < 300);
    }
}

TEST_CASE("a model that is lost is written anew from the checkpoint of its epoch", "[resume]") {
    TinyRun tiny;
    tiny.config.train.seed = 2;
    tiny.run("another");
    tiny.config.train.seed = 1;
    tiny.run("r");
    const std::string model = read_file(tiny.model("r")), other = "no model at all",
                      another_model = read_file(tiny.model("another"));
    for (const bool is_old : {false, true}) {
        if (is_old) remove_best_weights(tiny.checkpoint("r"));
        for (const std::string& found : {std::string(), another_model, other}) {
            INFO("old checkpoint: " << is_old << ", the file has " << found.size() << " bytes");
            std::filesystem::remove_all(tiny.files.path("r/previous-1"));
            std::filesystem::remove(tiny.model("r"));
            if (!found.empty()) tiny.files.write("r/model.safetensors", found);
            tiny.run("r", true);
            CHECK(read_file(tiny.model("r")) == model);
            const std::string aside = tiny.files.path("r/previous-1/model.safetensors");
            CHECK((std::filesystem::exists(aside) ? read_file(aside) : "") == found);
        }
    }
}

TEST_CASE("an edited model or checkpoint is not taken for the run's", "[resume]") {
    TinyRun tiny;
    tiny.run("r");
    const std::string model = read_file(tiny.model("r"));
    Model edited = load_model(tiny.model("r"));
    edited.classifier.parameters()[0].value[0] += 1;
    save_model(tiny.model("r"), edited);
    const std::string own = read_file(tiny.model("r"));
    tiny.run("r", true);
    CHECK(read_file(tiny.model("r")) == model);
    CHECK(read_file(tiny.files.path("r/previous-1/model.safetensors")) == own);
    Safetensors file = read_safetensors(tiny.checkpoint("r"));
    file.tensors[0].values[0] += 1;
    write_safetensors(tiny.checkpoint("r"), file);
    CHECK(error_of([&] { tiny.run("r", true); }).find("its counters contradict") < 300);
    CHECK(read_file(tiny.model("r")) == model);
}

TEST_CASE("an edited config.toml is set aside", "[resume]") {
    const auto replaced_once = [](std::string text, const std::string& from, const char* to) {
        REQUIRE(text.find(from) != std::string::npos);
        return text.replace(text.find(from), from.size(), to);
    };
    TinyRun tiny;
    tiny.run("r");
    const std::string path = tiny.files.path("r"), config = read_file(path + "/config.toml");
    tiny.run("r", true);
    CHECK(!std::filesystem::exists(path + "/previous-1"));
    const std::string epochs = replaced_once(config, "epochs = 1\n", "epochs = 7\n");
    for (const std::string& edited : {config + "# a note\n", epochs, config + "x"}) {
        INFO(edited);
        std::filesystem::remove_all(path + "/previous-1");
        tiny.files.write("r/config.toml", edited);
        tiny.run("r", true);
        CHECK(read_file(path + "/config.toml") == config);
        CHECK(read_file(path + "/previous-1/config.toml") == edited);
    }
    std::filesystem::remove_all(path + "/previous-1");
    tiny.config.train.epochs = 2;
    tiny.run("r", true);
    CHECK(!std::filesystem::exists(path + "/previous-1"));
}

TEST_CASE("a new run does not move the model that it starts from, or a user's files", "[resume]") {
    TinyRun tiny;
    tiny.run("r");
    const std::string model = read_file(tiny.model("r"));
    tiny.config.train.start = tiny.files.path("r");
    CHECK(error_of([&] { tiny.run("r"); }).ends_with("is model.start; choose another directory "
                                                     "with --out"));
    CHECK(read_file(tiny.model("r")) == model);
    tiny.config.train.start = "";
    for (const char* name : {"model.safetensors", "metrics.jsonl", "curve.svg"}) {
        INFO(name);
        std::filesystem::remove_all(tiny.files.path("u"));
        tiny.files.write(std::string("u/") + name, "mine");
        CHECK(error_of([&] { tiny.run("u"); }).find(": not written by textrnn train") < 300);
        CHECK(read_file(tiny.files.path(std::string("u/") + name)) == "mine");
    }
}

TEST_CASE("without the model of an earlier epoch, a run does not resume", "[resume]") {
    TinyRun tiny;
    tiny.config.train.epochs = 2;
    tiny.run("whole");
    stop_in_second_epoch(tiny, "r");
    const std::string model = read_file(tiny.model("r")), path = tiny.files.path("r");
    const std::string expected = "65: " + path +
                                 "/model.safetensors: missing, or not the model of "
                                 "this run's epoch 1; restore that model, or move " +
                                 path + "/checkpoint.safetensors away to train from the start";
    const std::string last = read_file(tiny.model("whole"));
    REQUIRE(last != model);
    const std::string metrics = read_file(path + "/metrics.jsonl") + "{\"test_accuracy\": 1}\n";
    tiny.files.write("r/metrics.jsonl", metrics);
    for (const std::string& found : {std::string(), model.substr(0, 100), last}) {
        INFO("the file has " << found.size() << " bytes");
        std::filesystem::remove(tiny.model("r"));
        if (!found.empty()) tiny.files.write("r/model.safetensors", found);
        CHECK(error_of([&] { tiny.run("r", true); }) == expected);
        CHECK(read_file(path + "/metrics.jsonl") == metrics);
        CHECK(!std::filesystem::exists(path + "/previous-1"));
    }
    tiny.files.write("r/model.safetensors", model);
    SECTION("with the model restored, it does") { CHECK(tiny.run("r", true)); }
    SECTION("from a checkpoint without its checksum, too") {
        remove_best_weights(tiny.checkpoint("r"));
        CHECK(tiny.run("r", true));
    }
    CHECK(read_file(tiny.model("r")) == last);
}

TEST_CASE("the chart of a long run is drawn now and then, and at the end", "[resume]") {
    const SampleFiles files;
    RunDirectory directory{files.path("r")};
    directory.take(false);
    const auto is_drawn = [&](Index count, bool is_last) {
        std::filesystem::remove(directory.curve);
        directory.write_metrics({count, R"({"epoch": 1, "train_loss": 0.5})"}, is_last);
        return std::filesystem::exists(directory.curve);
    };
    CHECK(is_drawn(99, false));
    CHECK(!is_drawn(101, false));
    CHECK(is_drawn(102, false));
    CHECK(is_drawn(101, true));
}

TEST_CASE("a run whose directory was moved writes no file of the next run there", "[resume]") {
    const TinyRun tiny;
    const std::string path = tiny.files.path("r");
    for (const bool has_next : {false, true}) {
        TrainEvents events;
        bool is_moved = false;
        events.step = [&](const TrainProgress&) {
            if (std::exchange(is_moved, true)) return;
            std::filesystem::rename(path, tiny.files.path(has_next ? "moved-2" : "moved-1"));
            if (has_next) tiny.run("r");
        };
        CHECK(error_of([&] { tiny.run("r", false, 1, events); })
                  .starts_with("74: " + path + "/lock: was moved or removed during the run"));
        CHECK(std::filesystem::exists(path + "/model.safetensors") == has_next);
    }
    // The last writes follow the evaluation of the test set.
    TinyRun tested;
    tested.config.data.test = tested.config.data.dev;
    TrainEvents events;
    events.should_stop = [&, is_moved = false]() mutable {
        if (std::filesystem::exists(tested.model("r")) && !std::exchange(is_moved, true)) {
            std::filesystem::rename(tested.files.path("r"), tested.files.path("moved"));
            tested.files.write("r/metrics.jsonl", "mine");
        }
        return false;
    };
    CHECK(error_of([&] { tested.run("r", false, 1, events); }).find("moved or removed") < 300);
    CHECK(read_file(tested.files.path("r/metrics.jsonl")) == "mine");
}

TEST_CASE("an impossible run directory is named with the system's reason", "[resume]") {
    const TinyRun tiny;
    std::filesystem::create_directory_symlink("loop", tiny.files.path("loop"));
    CHECK(error_of([&] { tiny.run("loop"); }).find("/config.toml: cannot be created: ") < 200);
    CHECK(error_of([&] { tiny.run(std::string(300, 'a')); }).find("File name too long") < 600);
}

TEST_CASE("a killed setting aside is completed, and the run begins anew", "[resume]") {
    const TinyRun tiny;
    tiny.run("whole");
    for (const bool resume : {false, true})
        for (std::size_t moved = 1; moved <= kFiles.size(); ++moved) {
            INFO(moved << " files moved, resume " << resume);
            const std::string path = tiny.files.path("r");
            std::filesystem::remove_all(path);
            for (std::size_t i = 0; i < kFiles.size(); ++i)
                tiny.files.write((i < moved ? "r/previous-1/" : "r/") + kFiles[i],
                                 kFiles[i] == "config.toml" ? kConfigMark : "old " + kFiles[i]);
            tiny.run("r", resume);
            CHECK(read_file(tiny.model("r")) == read_file(tiny.model("whole")));
            for (const std::string& name : kFiles)
                CHECK(read_file(path + "/previous-1/" + name) ==
                      (name == "config.toml" ? kConfigMark : "old " + name));
            CHECK(!std::filesystem::exists(path + "/previous-2"));
        }
}

TEST_CASE("a subdirectory with a file of the same name is left alone", "[resume]") {
    const TinyRun tiny;
    tiny.run("r");
    for (const std::string& name : kFiles) {
        INFO(name);
        std::filesystem::remove_all(tiny.files.path("r/previous-1"));
        std::filesystem::remove_all(tiny.files.path("r/previous-2"));
        tiny.files.write("r/previous-1/" + name, "mine");
        tiny.run("r");
        CHECK(read_file(tiny.files.path("r/previous-1/" + name)) == "mine");
        CHECK(std::filesystem::exists(tiny.files.path("r/previous-2/" + name)));
    }
}

TEST_CASE("a default run directory is a name within runs/", "[resume]") {
    const char* const names[][2] = {
        {"a/b.toml", "b"},  {"-", "stdin"},    {"...toml", "...toml"},   {"..toml", "..toml"},
        {".toml", ".toml"}, {"a..toml", "a."}, {"../...toml", "...toml"}};
    for (const auto& [path, name] : names) CHECK(run_name(path) == name);
}
