// Resuming from a checkpoint with a valid checksum but an impossible run state: one error, exit
// code 65, and no step.
#include "core/error.h"
#include "io/tensor_views.h"
#include "train/tiny_run.h"

#include "catch.h"

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
                                      {"\"finished\": false", "\"finished\": true"},
                                      {"\"metrics\": []", "\"metrics\": [\"{}\"]"}};
    for (const auto& [from, to] : changes) {
        INFO(from << " becomes " << to);
        const std::string error = resumed_with(from, to);
        CHECK(error.starts_with("65: "));
        CHECK(error.find("(run): ") != std::string::npos);
    }
}
