// Writes the first inputs of every fuzz target, from the project's own configs and data set and
// from small models: seeds FOLDER, run from the project's root.
#include "models.h"
#include "resumed_run.h"

#include "ablation/sample_results.h"
#include "core/threads.h"

#include "io/file.h"
#include "io/json.h"
#include "io/posix.h"

#include <filesystem>
#include <iostream>

using namespace textrnn;
using namespace textrnn::fuzz;

namespace {

constexpr std::size_t kExamples = 5;

void add(const std::string& target, std::string_view content) {
    static std::size_t number = 0;
    make_directories(target);
    replace_file(target + "/seed-" + std::to_string(number++), content);
}

void add_configs(const std::string& folder) {
    std::error_code ignored;
    for (const std::string& name : names_in("configs", ignored)) {
        if (!name.ends_with(".toml")) continue;
        const std::string config = read_file("configs/" + name);
        add(folder + "/config", config);
        add(folder + "/toml", config);
        add(folder + "/config", "--set train.class_weights=[1, 0.5]\n" + config);
    }
    add(folder + "/config", to_toml(Config{}, false));
    add(folder + "/toml", "a = [1, -2.5e3, 'x', \"\\u00e9\\n\", true] # c\r\n[s]\nb-1 = 0\n");
}

// The same examples in each format, with some syntax that only one format has.
void add_examples(const std::string& folder) {
    std::vector<Example> examples;
    read_examples("datasets/reviews/dev.tsv", {}, [&](const Example& example) {
        if (examples.size() < kExamples) examples.push_back(example);
    });
    std::string tsv = "label\ttext\n", csv = "label,text\n", jsonl, fasttext, text;
    for (const Example& e : examples) {
        tsv += e.label + "\t" + e.text + "\n";
        csv += e.label + ",\"" + e.text + " \"\"so\"\", he\nsaid\"\r\n";
        jsonl += Json(Json::Object{{"label", e.label}, {"text", e.text}, {"id", e.line}}).dump();
        jsonl += "\n";
        fasttext += "__label__" + e.label + " " + e.text + "\n";
        text += e.text + "\r\n";
        add(folder + "/predict", e.text);
        add(folder + "/json", Json(Json::Object{{"a", e.text}, {"b", Json::Array{1, 2.5, true}}})
                                  .pretty());
    }
    add(folder + "/tsv", tsv);
    add(folder + "/csv", csv);
    add(folder + "/jsonl", jsonl);
    add(folder + "/fasttext", fasttext);
    for (const std::string& table : {tsv, csv, jsonl, fasttext}) add(folder + "/service", table);
    text += "\xef\xbb\xbf Don\xe2\x80\x99t <br/> \xf0\x9f\x98\x80 :-) 1,000\n";
    add(folder + "/text", text);
    add(folder + "/predict", text);
    add(folder + "/service", text);
}

void add_models(const std::string& folder) {
    const std::string path = folder + "/a.safetensors";
    for (const char* input : {"lookup", "one_hot", "one_hot_direct"})
        for (const char* cell : {"none", "rnn_tanh", "gru", "lstm"}) {
            if (input == std::string("one_hot_direct") && cell == std::string("none")) continue;
            save_model(path, small_model({std::string("model.input=") + input,
                                          std::string("model.cell=") + cell,
                                          "model.bidirectional=true", "model.pooling=attention"}));
            add(folder + "/model", read_file(path));
            add(folder + "/safetensors", read_file(path));
        }
    Model model = small_model({"model.cell=rnn_tanh"});
    Optimizer optimizer(model.config.optimizer, model.classifier.parameters());
    RunState state;
    state.metrics = {"{\"epoch\": 1}"};
    save_checkpoint(path, parts_of(model, optimizer, kFingerprint), state);
    add(folder + "/checkpoint", read_file(path));
    std::filesystem::remove(path);
}

void add_vectors(const std::string& folder) {
    std::string text = "3 2\ngood 0.5 -1e-3\nunknown 1 2\nbad 12.25 3 \n", binary = "2 2\n";
    const float row[2] = {0.5f, -12.25f};
    for (const char* word : {"good", "unknown"})
        (binary += word + std::string(" ")).append(reinterpret_cast<const char*>(row), sizeof row);
    add(folder + "/vectors", text);
    add(folder + "/vectors", text.substr(4) + ". . not 7 8\n");
    add(folder + "/vectors", binary);
    add(folder + "/vectors", binary.insert(binary.find("unknown"), "\n") + "\n");
}

// A checkpoint after the first epoch of the run that the target "resume" continues.
void add_resumed_run(const std::string& folder) {
    const ResumedRun run;
    Threads threads(1);
    Index epochs = 0;
    TrainEvents events;
    events.epoch = [&](const TrainProgress&, const std::optional<Evaluation>&, bool) { ++epochs; };
    events.should_stop = [&] { return epochs > 0; };
    train(run.config, run.directory, false, threads, events);
    add(folder + "/resume", read_file(run.directory + "/checkpoint.safetensors"));
}

void add_records(const std::string& folder) {
    const Results results = sample_results();
    add(folder + "/record", record_to_json(results.trained.at(0)).pretty());
    add(folder + "/record", record_to_json(results.parity.at(0)).pretty());
    CostRun cost{1e9, results.cost};
    cost.points.resize(2);
    add(folder + "/record", record_to_json(cost).pretty());
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    try {
        add_configs(arguments[1]);
        add_examples(arguments[1]);
        add_models(arguments[1]);
        add_vectors(arguments[1]);
        add_resumed_run(arguments[1]);
        add_records(arguments[1]);
    } catch (const Error& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
