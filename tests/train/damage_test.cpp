// Damaged models and checkpoints: every truncation and every altered byte gives one clear error.
#include "train/step.h"
#include "train/tiny_run.h"

#include "catch.h"

using namespace textrnn;

namespace {

// Checks that load(path) refuses every prefix of the file, and the file with any one byte altered.
// Alters the file in place, as rewriting it would wait for the disk.
template <class Load>
void check_damage(const SampleFiles& files, const std::string& original, Load load) {
    const std::string bytes = read_file(original), path = files.write("damaged", bytes + '\0');
    const auto problem = [&]() -> std::string { // "" if it is refused in one line
        const std::string error = error_of([&] { load(path); });
        const bool is_line = error.find('\n') == std::string::npos;
        if (error.starts_with("65: " + path) && is_line) return "";
        return error.empty() ? "the file loads" : "unexpected error: " + error;
    };
    REQUIRE(error_of([&] { load(original); }) == "");
    REQUIRE(problem() == "");
    std::filesystem::resize_file(path, bytes.size());
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    const auto put = [&](Index at, char value) {
        file.seekp(static_cast<std::streamoff>(at)).put(value).flush();
    };
    for (Index at = 0; at < bytes.size(); ++at) {
        for (const int value : {bytes[at] ^ 0x01, bytes[at] ^ 0x80, 0x00, 0xff}) {
            if (static_cast<char>(value) == bytes[at]) continue;
            put(at, static_cast<char>(value));
            INFO("byte " << at << " is " << value);
            REQUIRE(problem() == "");
        }
        put(at, bytes[at]);
    }
    REQUIRE(error_of([&] { load(path); }) == "");
    for (Index length = bytes.size(); length-- > 0;) {
        std::filesystem::resize_file(path, length);
        INFO("the first " << length << " bytes");
        REQUIRE(problem() == "");
    }
}

} // namespace

TEST_CASE("no damage of a model goes unnoticed", "[damage]") {
    const TinyRun run;
    run.run("run");
    check_damage(run.files, run.model("run"), [](const std::string& path) { load_model(path); });
}

TEST_CASE("no damage of a checkpoint goes unnoticed", "[damage]") {
    const TinyRun run;
    run.run("run");
    Threads threads(1);
    const Corpus corpus = load_corpus(run.config.data, run.config.text, run.config.vocabulary);
    TrainState state(initial_model(run.config, corpus), corpus, threads);
    check_damage(run.files, run.checkpoint("run"), [&](const std::string& path) {
        load_checkpoint(path, parts_of(state.model(), state.optimizer(), corpus.fingerprint()));
    });
}
