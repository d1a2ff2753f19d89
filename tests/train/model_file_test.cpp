// Model files and checkpoints: loading returns what was saved, and refuses a valid safetensors file
// with inconsistent content, naming the fault.
#include "train/checkpoint.h"

#include "data/sample_files.h"
#include "data/vocabulary_from.h"
#include "io/file.h"
#include "io/tensor_views.h"

#include "catch.h"

#include <cmath>
#include <limits>

#include <functional>

using namespace textrnn;

namespace {

constexpr std::uint64_t kFingerprint = 42;

Model small_model(const std::vector<std::string>& more = {}) {
    std::vector<std::string> settings{"model.embedding_dim=3", "model.hidden_size=2"};
    settings.insert(settings.end(), more.begin(), more.end());
    const Config config = parse_config("", "in", settings);
    Vocabulary vocabulary = vocabulary_from({"<pad>", "<unk>", "good", "bad"}, "in");
    const std::vector<std::string> labels{"neg", "pos"};
    Classifier classifier = make_classifier(config, vocabulary.size(), labels.size());
    classifier.initialise(5);
    return {config, std::move(vocabulary), labels, std::move(classifier)};
}

Parameters small_parameters() { return small_model().classifier.parameters(); }

void set_metadata(Safetensors& file, const std::string& key, const std::string& value) {
    for (auto& [name, text] : file.metadata)
        if (name == key) text = value;
}

void remove_metadata(Safetensors& file, const std::string& key) {
    std::erase_if(file.metadata, [&](const auto& entry) { return entry.first == key; });
}

// The error of loading the small model after a change of its file.
std::string model_error(const std::function<void(Safetensors&)>& change) {
    const SampleFiles files;
    save_model(files.path("m"), small_model());
    Safetensors file = read_safetensors(files.path("m"));
    change(file);
    file.path = "m";
    return error_of([&] { model_from(std::move(file)); });
}

std::string with_metadata(const std::string& key, const std::string& value) {
    return model_error([&](Safetensors& file) { set_metadata(file, key, value); });
}

// A checkpoint of the small model after three steps, and what loading it into `model` gives.
class Saved {
public:
    Saved() : optimizer_(model_.config.optimizer, model_.classifier.parameters()) {
        state_.epoch = 2;
        state_.step = 3;
        state_.best.loss = 0.25;
        state_.plateau.seen = true;
        state_.metrics = {"{\"epoch\": 1}", "{\"epoch\": 2}"};
        for (Real& x : optimizer_.state(0)[1]) x = Real(0.5);
        save_checkpoint(path(), parts_of(model_, optimizer_, kFingerprint), state_);
    }

    std::string path() const { return files_.path("c"); }
    void change(const std::function<void(Safetensors&)>& how) const {
        Safetensors file = read_safetensors(path());
        how(file);
        write_safetensors(path(), file);
    }
    RunState load(Model& model, Optimizer& optimizer) const {
        return load_checkpoint(path(), parts_of(model, optimizer, kFingerprint));
    }
    // Without the way on, which every message about bad data has.
    std::string error(Model model = small_model()) const {
        Optimizer optimizer(model.config.optimizer, model.classifier.parameters());
        std::string text = files_.shortened(error_of([&] { load(model, optimizer); }));
        const std::string way_on = "; to start again, move the file away";
        if (!text.starts_with("65: ")) return text;
        if (!text.ends_with(way_on)) return text + " (no way on)";
        return text.substr(0, text.size() - way_on.size());
    }

private:
    SampleFiles files_;
    Model model_ = small_model();
    Optimizer optimizer_;
    RunState state_;
};

} // namespace

TEST_CASE("a model comes back as it was, from its file or its directory", "[model_file]") {
    const SampleFiles files;
    const Model model = small_model({"model.cell=gru", "model.bidirectional=true"});
    make_directories(files.path("run"));
    save_model(files.path("run/model.safetensors"), model);
    for (const char* path : {"run", "run/model.safetensors"}) {
        const Model back = load_model(files.path(path));
        CHECK(to_toml(back.config, false) == to_toml(model.config, false));
        CHECK(back.labels == model.labels);
        CHECK(back.vocabulary.words() == model.vocabulary.words());
        const Parameters &read = back.classifier.parameters(),
                         &written = model.classifier.parameters();
        REQUIRE(read.size() == written.size());
        for (Index p = 0; p < read.size(); ++p) {
            INFO(path << ", " << written[p].name);
            CHECK(difference(read[p].value, written[p].value) == "");
        }
    }
}

TEST_CASE("a file that is no whole model is refused", "[model_file]") {
    CHECK(model_error([](Safetensors&) {}).empty());
    CHECK(model_error([](Safetensors& file) { remove_metadata(file, "labels"); })
              .starts_with("65: m: has no classifier; "));
    for (const char* key : {"format", "config", "vocabulary"})
        CHECK(model_error([&](Safetensors& file) { remove_metadata(file, key); }) ==
              std::string("65: m: not a textrnn model or checkpoint: the header lacks \"") +
                  key + "\"");
    for (const Real bad : {std::numeric_limits<Real>::quiet_NaN(), -HUGE_VALF})
        CHECK(model_error([&](Safetensors& file) { file.tensors[1].values[0] = bad; })
                  .ends_with("a value is NaN or infinite"));
    CHECK(with_metadata("format", "textrnn 2") ==
          "65: m: expected format \"textrnn 1\", found \"textrnn 2\"");
    const std::string newer = "; the file was written by a newer textrnn, or altered";
    CHECK(with_metadata("config", "[model]\nhidden = 2") ==
          "65: m (config):2: unknown key model.hidden" + newer);
    CHECK(with_metadata("config", "[next]\na = 2") ==
          "65: m (config):2: unknown key next.a" + newer);
    for (const char* config : {"[model]\ncell = \"next\"", "[text]\ntokenizer = \"x\"", "[", "a"}) {
        INFO(config);
        const std::string error = with_metadata("config", config);
        CHECK(error.starts_with("65: m (config):"));
        CHECK(error.ends_with(newer));
    }
}

TEST_CASE("labels and vocabulary of a model are checked", "[model_file]") {
    const std::string count = ": expected two strings or more, as many as ";
    CHECK(with_metadata("labels", "[\"a\"]") ==
          "65: m (labels)" + count + "classifier.bias has rows, found 1");
    CHECK(with_metadata("labels", "{}") == "65: m (labels):1:1: expected an array, found '{'");
    CHECK(with_metadata("labels", "[\"a\", 1]") ==
          "65: m (labels):1:7: expected a string, found '1'");
    const std::string one_order = "65: m (labels): expected each label once, in byte order, "
                                  "without control characters; found ";
    CHECK(with_metadata("labels", "[\"a\", \"b\\nc\"]") == one_order + "\"b\\nc\"");
    CHECK(with_metadata("labels", "[\"\", \"a\"]") == one_order + "\"\"");
    CHECK(with_metadata("labels", "[\"a\", \"\"]") == one_order + "\"\"");
    CHECK(with_metadata("labels", "[\"a\", \"b\", \"c\"]") ==
          "65: m (labels)" + count + "classifier.bias has rows, found 3");
    for (const char* labels : {"[\"a\", \"a\"]", "[\"a\", \"\\u0061\"]", "[\"b\", \"a\"]"})
        CHECK(with_metadata("labels", labels) == one_order + "\"a\"");
    CHECK(with_metadata("labels", "[").find("65: m (labels):1:2: expected a string") == 0);
    CHECK(with_metadata("vocabulary", "[\"a\", \"b\", \"c\", \"d\"]") ==
          "65: m (vocabulary): expected a vocabulary that begins with <pad> and <unk>");
    CHECK(with_metadata("vocabulary", "[\"<pad>\", \"<unk>\", \"a\"]") ==
          "65: m (vocabulary)" + count + "embedding.weight has rows, found 3");
    CHECK(with_metadata("vocabulary", "[\"<pad>\", \"<unk>\", \"a\", \"a\"]") ==
          "65: m (vocabulary): the word \"a\" has two ids, 2 and 3");
}

TEST_CASE("a temperature that no fit can give is refused", "[model_file]") {
    for (const char* value : {"0", "-1", "nan", "x", "1e39", "1e-300", "1 2"}) {
        INFO(value);
        const std::string error = model_error(
            [&](Safetensors& file) { file.metadata.emplace_back("temperature", value); });
        CHECK(error.starts_with("65: m (temperature):"));
    }
}

TEST_CASE("a model that could not be loaded is refused before training", "[model_file]") {
    Config config = small_model().config;
    const auto error = [&](Index words, Index bytes, Index epochs = 1) {
        std::vector<std::string> list{"<pad>", "<unk>"};
        for (Index i = 0; i < words; ++i)
            list.push_back(std::to_string(i) + std::string(bytes, 'x'));
        Vocabulary vocabulary = vocabulary_from(list, "in");
        const std::vector<std::string> labels{"neg", "pos"};
        Classifier classifier = make_classifier(config, vocabulary.size(), labels.size());
        return error_of([&] {
            const Model model{config, std::move(vocabulary), labels, std::move(classifier)};
            check_header(metadata_of(model), model.classifier.parameters(), epochs);
        });
    };
    CHECK(error(1000, 90'000).empty());
    for (const auto& [words, bytes] : {std::pair<Index, Index>{1000, 100'000}, {10, 10'000'000}}) {
        INFO(words << " words of " << bytes << " bytes");
        const std::string text = error(words, bytes, 1000); // takes a second
        CHECK(text.starts_with("78: vocabulary and metrics need a header of "));
        CHECK(text.ends_with("set a smaller vocabulary.max_size"));
    }
    CHECK(error(10, 10, 100'000).empty());
    for (const auto& [words, epochs] : {std::pair<Index, Index>{10, 200'000}, {400, 150'000}}) {
        INFO(words << " words, " << epochs << " epochs");
        CHECK(error(words, 90'000, epochs).ends_with(" are allowed; set fewer epochs"));
    }
}

TEST_CASE("tensors must have the names and shapes of the config inside", "[model_file]") {
    CHECK(model_error([](Safetensors& file) { file.tensors[0].name = "other"; }) ==
          "65: m: tensor embedding.weight is missing");
    CHECK(model_error([](Safetensors& file) { file.tensors[0].shape = {4, 2}; }) ==
          "65: m: tensor embedding.weight: expected shape [4, 3] (by the config in the "
          "file), found [4, 2]");
    // A config may ask for any size: nothing is allocated for it.
    CHECK(with_metadata("config", "[model]\nembedding_dim = 65536\nhidden_size = 65536\n"
                                  "num_layers = 64\n") ==
          "65: m: tensor embedding.weight: expected shape [4, 65536] (by the config in the "
          "file), found [4, 3]");
}

TEST_CASE("paths in a model's config are not followed", "[model_file]") {
    CHECK(with_metadata("config", "[data]\ntrain = \"/no/such\"\ndev = \"/dev/full\"\n"
                                  "[model]\nembedding_dim = 3\nhidden_size = 2\n").empty());
}

TEST_CASE("a checkpoint puts model, optimizer and run into the saved state", "[checkpoint]") {
    const Saved saved;
    Model model = small_model();
    model.classifier.initialise(6);
    Optimizer optimizer(model.config.optimizer, model.classifier.parameters());
    const RunState state = saved.load(model, optimizer);
    CHECK(state.epoch == 2);
    CHECK(state.best.loss == 0.25);
    CHECK(state.plateau.seen);
    CHECK(state.metrics == std::vector<std::string>{"{\"epoch\": 1}", "{\"epoch\": 2}"});
    CHECK(optimizer.steps_taken() == 3);
    CHECK(difference(optimizer.state(0)[1], Storage(12, Real(0.5))) == "");
    CHECK(difference(optimizer.state(0)[0], Storage(12, 0)) == "");
    const Parameters& loaded = model.classifier.parameters();
    const Parameters expected = small_parameters();
    for (Index p = 0; p < expected.size(); ++p) {
        INFO(expected[p].name);
        CHECK(difference(loaded[p].value, expected[p].value) == "");
    }
}

TEST_CASE("a checkpoint holds only the state arrays that the optimizer uses", "[checkpoint]") {
    const SampleFiles files;
    for (const Index arrays : {Index{0}, Index{1}}) {
        INFO("state arrays: " << arrays);
        Model model = small_model(
            {"optimizer.name=sgd", arrays ? "optimizer.momentum=0.5" : "optimizer.momentum=0"});
        Optimizer optimizer(model.config.optimizer, model.classifier.parameters());
        RunState state;
        state.step = 4;
        const RunParts parts = parts_of(model, optimizer, kFingerprint);
        save_checkpoint(files.path("c"), parts, state);
        CHECK(read_safetensors(files.path("c")).tensors.size() ==
              (1 + arrays) * model.classifier.parameters().size());
        CHECK(load_checkpoint(files.path("c"), parts).step == 4);
    }
}

// Earlier versions wrote a momentum_buffer of zeros for sgd without momentum.
TEST_CASE("state arrays that the optimizer does not use are ignored", "[checkpoint]") {
    const SampleFiles files;
    Model model = small_model({"optimizer.name=sgd"});
    Optimizer optimizer(model.config.optimizer, model.classifier.parameters());
    const RunParts parts = parts_of(model, optimizer, kFingerprint);
    save_checkpoint(files.path("c"), parts, {});
    Safetensors file = read_safetensors(files.path("c"));
    file.tensors.push_back({"optimizer.momentum_buffer.embedding.weight", {4, 3}, Storage(12, 0)});
    write_safetensors(files.path("c"), file);
    load_checkpoint(files.path("c"), parts);
    CHECK(optimizer.state(0)[0].empty());
}

TEST_CASE("a checkpoint of another run is refused", "[checkpoint]") {
    const Saved saved;
    CHECK(saved.error().empty());
    CHECK(saved.error(small_model({"model.cell=gru"})) ==
          "78: c: belongs to a run with another config (the checkpoint has model.cell = "
          "\"lstm\", the config model.cell = \"gru\"); resume with that config, or start "
          "anew without --resume; a new run can start from its model by model.start");
    saved.change([](Safetensors& file) { set_metadata(file, "data_fingerprint", "43"); });
    const std::string changed =
        "78: c: the data have changed since the checkpoint was written; "
        "resume with the data of then, or start anew without --resume; a new run can start from "
        "its model by model.start";
    CHECK(saved.error() == changed);
    saved.change([](Safetensors& file) { remove_metadata(file, "data_fingerprint"); });
    CHECK(saved.error().ends_with("the header lacks \"data_fingerprint\""));
}

TEST_CASE("configs of checkpoint and run are compared by value", "[checkpoint]") {
    const auto error = [](const std::string& config, const std::vector<std::string>& settings) {
        const Saved saved;
        saved.change([&](Safetensors& file) { set_metadata(file, "config", config); });
        return saved.error(small_model(settings));
    };
    const std::string size = "hidden_size = 2\n", width = "embedding_dim = 3\n";
    const std::string text = "[text]\ntokenizer_version = 2\n[model]\n";
    const std::string few = text + width + size; // as of a program with fewer keys
    CHECK(error(few, {}).empty());
    CHECK(error("[text]\n\ttokenizer_version=2\n[model]\n" + width + size, {}).empty());
    CHECK(error("# text\n" + text + size + width + "word_dropout = 0\n[x]\n", {}).empty());
    CHECK(error(few + "[ablation]\nseeds = 9\n", {"ablation.words=a"}).empty());
    CHECK(error(few + "[data]\ntrain = \"there/a.tsv\"\n", {"data.train=here.tsv"}).empty());
    CHECK(error(few + "[train]\nepochs = 11\n", {})
              .find("has train.epochs = 11, the config train.epochs = 10)") != std::string::npos);
    CHECK(error(few, {"optimizer.eps=0.5"})
              .find("has optimizer.eps = 1e-08, the config optimizer.eps = 0.5)") !=
          std::string::npos);
    CHECK(error(few + "next = 1\n", {}) ==
          "65: c (config):6: unknown key model.next; the file was written by a newer textrnn, or "
          "altered");
}

TEST_CASE("a checkpoint without config is refused", "[checkpoint]") {
    const Saved saved;
    saved.change([](Safetensors& file) { remove_metadata(file, "config"); });
    CHECK(saved.error() == "65: c: not a textrnn model or checkpoint: the header lacks \"config\"");
}

// The data in memory have the ids of the run's vocabulary: in a smaller table, ids would be out of
// range.
TEST_CASE("a checkpoint with other words or labels is refused", "[checkpoint]") {
    const auto error = [](const char* key, const char* value) {
        const Saved saved;
        saved.change([&](Safetensors& file) { set_metadata(file, key, value); });
        return saved.error();
    };
    CHECK(error("vocabulary", "[\"<pad>\", \"<unk>\", \"good\", \"evil\"]") ==
          "65: c: its \"vocabulary\" differs from the training run's");
    CHECK(error("labels", "[\"neg\", \"neutral\"]") ==
          "65: c: its \"labels\" differs from the training run's");
}

TEST_CASE("the run state of a checkpoint is checked", "[checkpoint]") {
    const auto error = [](const std::string& from, const std::string& to) {
        const Saved saved;
        saved.change([&](Safetensors& file) {
            std::string run = *file.find_metadata("run");
            const std::size_t at = run.find(from);
            REQUIRE(at != std::string::npos);
            set_metadata(file, "run", run.replace(at, from.size(), to));
        });
        return saved.error();
    };
    const std::string no_index = ": expected a non-negative integer, found ";
    CHECK(error("\"epoch\": 2", "\"epoch\": -2") == "65: c (run): \"epoch\"" + no_index + "-2");
    CHECK(error("\"epoch\": 2", "\"epoch\": 2.5") == "65: c (run): \"epoch\"" + no_index + "2.5");
    CHECK(error("\"epoch\": 2", "\"epoch\": \"2\"") ==
          "65: c (run): \"epoch\"" + no_index + "\"2\"");
    CHECK(error("\"epoch\": 2, ", "") == "65: c (run): \"epoch\" is missing");
    CHECK(error("\"best_loss\": 0.25", "\"best_loss\": \"x\"") ==
          "65: c (run): \"best_loss\": expected a number from 0, found \"x\"");
    CHECK(error("\"best_loss\": 0.25", "\"best_loss\": null") == // as NaN is written
          "65: c (run): \"best_loss\": expected a number from 0, found null");
    CHECK(error("\"best_loss\": 0.25", "\"best_loss\": 1").empty());
    CHECK(error("\"plateau_seen\": true", "\"plateau_seen\": 0") ==
          "65: c (run): \"plateau_seen\": expected true or false, found 0");
    CHECK(error("\"metrics\": [", "\"metrics\": [1, ").find("65: c (run):1:") == 0);
    CHECK(error("{", "[").find("65: c (run):1:") == 0);
    const Saved saved;
    saved.change([](Safetensors& file) { remove_metadata(file, "run"); });
    CHECK(saved.error() == "65: c: not a textrnn model or checkpoint: the header lacks \"run\"");
}

TEST_CASE("a checkpoint's optimizer state must fit", "[checkpoint]") {
    std::string name = "optimizer.exp_avg.embedding.weight";
    const auto error = [&](const std::function<void(NamedTensor&)>& how) {
        const Saved saved;
        saved.change([&](Safetensors& file) {
            for (NamedTensor& tensor : file.tensors)
                if (tensor.name == name) how(tensor);
        });
        return saved.error();
    };
    const std::string tensor = "65: c: tensor optimizer.exp_avg.embedding.weight";
    CHECK(error([](NamedTensor& t) { t.name = "x"; }) == tensor + " is missing");
    CHECK(error([](NamedTensor& t) { t.shape = {12}; }) ==
          tensor + ": expected shape [4, 3] (by the config in the file), found [12]");
    CHECK(error([](NamedTensor& t) { t.values[5] = -1; }).empty());
    name = "optimizer.exp_avg_sq.embedding.weight";
    CHECK(error([](NamedTensor& t) { t.values[5] = -1; }) ==
          "65: c: tensor " + name + ": a value is below 0");
}
