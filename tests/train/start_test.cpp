// model.start: rows by word from vectors and from models, what is kept, and what is refused; and
// model.freeze.
#include "core/registry.h"
#include "io/tensor_views.h"
#include "train/step.h"
#include "train/tiny_run.h"

#include "catch.h"

#include <cmath>
#include <filesystem>

using namespace textrnn;

namespace {

// The words of TinyRun are a to f, l and r; D is 2.
constexpr const char* kVectors = "a 1 2\nnowhere 8 9\nl -3 0.5\n";

const Parameter& named(const Model& model, const std::string& name) {
    const Parameter* const found = find_named(model.classifier.parameters(), name);
    REQUIRE(found);
    return *found;
}

// "" if the parameter has the same values in both models, else the first difference.
std::string changed(const Model& after, const Model& before, const std::string& name) {
    return difference(named(after, name).value, named(before, name).value);
}

std::vector<Real> row_of(const Model& model, const std::string& word) {
    const Real* const row = model.classifier.table().tensor().row(model.vocabulary.id(word));
    return {row, row + model.classifier.table().cols()};
}

struct Started {
    Model before, after;
    StartCoverage coverage;
};

Started started(const Config& config) {
    const Corpus corpus = load_corpus(config.data, config.text, config.vocabulary);
    Started result{initial_model(config, corpus), initial_model(config, corpus), {}};
    const auto coverage = start_from_file(result.after, corpus);
    REQUIRE(coverage);
    result.coverage = *coverage;
    return result;
}

std::string start_error(const TinyRun& tiny) {
    return tiny.files.shortened(error_of([&] { started(tiny.config); }));
}

void set_optimizer(Config& config, const std::string& name) {
    config.optimizer.name = name;
    config.optimizer.weight_decay = 0.1; // must not move frozen weights
    if (name == "sgd") config.optimizer.momentum = 0.5;
}

} // namespace

TEST_CASE("rows of the words in a vector file are replaced, others keep their values", "[start]") {
    TinyRun tiny;
    tiny.config.train.start = tiny.files.write("v", kVectors);
    tiny.config.train.start_scale = 0.5;
    const auto [before, after, coverage] = started(tiny.config);
    CHECK(row_of(after, "a") == std::vector<Real>{0.5, 1});
    CHECK(row_of(after, "l") == std::vector<Real>{-1.5, 0.25});
    for (const char* word : {"<pad>", "<unk>", "b", "c", "d", "e", "f", "r"}) {
        INFO(word);
        CHECK(row_of(after, word) == row_of(before, word));
    }
    CHECK(coverage.words == 2);
    CHECK(coverage.vocabulary == 8);
    CHECK(coverage.token_share == Approx(24. / 66)); // 12 times "l", 12 times "a"
    CHECK(coverage.tensors == 0);
}

TEST_CASE("a model gives rows by word, and tensors of the same name and shape", "[start]") {
    TinyRun tiny;
    tiny.run("first");
    tiny.config.data.train = {tiny.files.write(
        "other.tsv", "label\ttext\nx\tr r r b zebra\ny\tq a\nz\tl\n")}; // other ids, 3 labels
    tiny.config.data.dev.clear();
    tiny.config.train.start = tiny.files.path("first"); // a run directory
    const auto [before, after, coverage] = started(tiny.config);
    const Model first = load_model(tiny.model("first"));
    CHECK(row_of(after, "<unk>") == row_of(first, "<unk>"));
    for (const char* word : {"r", "b", "a", "l"}) {
        INFO(word);
        CHECK(row_of(after, word) == row_of(first, word));
        CHECK(row_of(after, word) != row_of(before, word));
    }
    for (const char* word : {"zebra", "q"}) {
        INFO(word);
        CHECK(row_of(after, word) == row_of(before, word));
    }
    CHECK(changed(after, first, "rnn.weight_hh_l0") == "");
    CHECK(changed(after, before, "classifier.weight") == "");
    CHECK(coverage.words == 4);
    CHECK(coverage.tensors == 4); // of the GRU; the linear layer has another shape
    tiny.config.model.input = "one_hot_direct"; // its table has another name
    CHECK(started(tiny.config).coverage.words == 0);
    tiny.config.model.input = "one_hot";
    CHECK(row_of(started(tiny.config).after, "a") == row_of(first, "a"));
}

TEST_CASE("a model gives no gates of another cell, and no rows of other labels", "[start]") {
    TinyRun tiny;
    tiny.config.model.cell = "gru";
    tiny.config.model.hidden_size = 4; // 12 rows of weight_ih, as an LSTM with 3 units has
    tiny.run("gru");
    tiny.config.train.start = tiny.files.path("gru");
    CHECK(started(tiny.config).coverage.tensors == 6);
    tiny.config.data.train = {tiny.files.write("other.tsv", "label\ttext\nl\ta\ns\tb\n")};
    tiny.config.data.dev.clear();
    auto [before, after, coverage] = started(tiny.config);
    CHECK(coverage.tensors == 4); // without classifier.weight and classifier.bias
    CHECK(changed(after, before, "classifier.weight") == "");
    tiny.config.model.cell = "lstm";
    tiny.config.model.hidden_size = 3;
    CHECK(started(tiny.config).coverage.tensors == 0);
}

TEST_CASE("model.start_scale is a factor on every table that a model supplies", "[start]") {
    TinyRun tiny;
    for (const char* input : {"lookup", "one_hot_direct"})
        for (const bool has_reverse : {true, false}) {
            tiny.config.model.input = input;
            tiny.config.model.bidirectional = has_reverse;
            tiny.config.train.start.clear();
            tiny.run("file");
            const Model first = load_model(tiny.model("file"));
            tiny.config.model.bidirectional = true;
            tiny.config.train.start = tiny.files.path("file");
            tiny.config.train.start_scale = 0.5;
            const auto [before, after, coverage] = started(tiny.config);
            for (const Parameter& p : after.classifier.parameters()) {
                const Parameter* const supplied =
                    find_named(first.classifier.parameters(), p.name);
                if (!p.is_table) continue;
                for (Index i = 0; i < p.value.size(); ++i) {
                    INFO(input << ", " << p.name << ", value " << i << ", in the file "
                               << (supplied != nullptr));
                    CHECK(p.value[i] == (supplied ? supplied->value[i] / 2
                                                  : named(before, p.name).value[i]));
                }
            }
        }
}

TEST_CASE("a start that does not fit is refused", "[start]") {
    TinyRun tiny;
    const auto error_for = [&](const std::string& content) {
        tiny.config.train.start = tiny.files.write("v", content);
        return start_error(tiny);
    };
    CHECK(error_for("x 1 2\n") == "78: v: it has no word of the vocabulary; text.lowercase and "
                                  "text.tokenizer must fit the file");
    CHECK(error_for("a 1 2 3\n").starts_with("78: v: its vectors have 3 numbers"));
    CHECK(error_for("a 1 x\n").starts_with("65: v:1: "));
    tiny.config.train.start_scale = 1e6;
    CHECK(error_for("a 1e38 1\n") ==
          "65: v: a value of embedding.weight, times model.start_scale, is NaN or infinite");
    tiny.config.model.input = "one_hot_direct";
    CHECK(error_for(kVectors).find("word vectors need a model.input with embeddings") !=
          std::string::npos);
    tiny.config.model.input = "lookup";
    tiny.config.train.start = tiny.files.path("missing");
    CHECK(start_error(tiny).starts_with("66: missing: no such file"));
    tiny.config.train.start.clear();
    tiny.run("narrow");
    Safetensors file = read_safetensors(tiny.model("narrow"));
    for (NamedTensor& t : file.tensors)
        if (t.name == "embedding.weight") {
            t.shape = {}; // a scalar
            t.values = SharedBuffer(Storage{1});
        }
    write_safetensors(tiny.files.path("scalar"), file);
    tiny.config.train.start = tiny.files.path("scalar");
    CHECK(start_error(tiny).starts_with("65: scalar (vocabulary): expected two strings or more, "));
    tiny.config.model.embedding_dim = 3;
    tiny.config.train.start = tiny.model("narrow");
    CHECK(start_error(tiny).starts_with("78: narrow/model.safetensors: its vectors have 2 numbers, "
                                        "the rows of embedding.weight 3"));
}

TEST_CASE("a start that fails leaves the files of the earlier run in place", "[start]") {
    TinyRun tiny;
    tiny.run("r");
    const std::string model = read_file(tiny.model("r"));
    tiny.config.train.start = tiny.files.write("v", "a 1 x\n");
    CHECK(error_of([&] { tiny.run("r"); }) != "");
    CHECK((read_file(tiny.model("r")) == model));
}

TEST_CASE("neither a resumed run nor the model needs the file of model.start", "[start]") {
    TinyRun tiny;
    tiny.config.train.epochs = 2;
    tiny.config.train.start = tiny.files.write("v", kVectors);
    Index starts = 0;
    TrainEvents events, stop;
    events.start = [&](const StartCoverage& coverage) { starts += coverage.words == 2; };
    tiny.run("whole", true, 1, events);
    CHECK(starts == 1);
    stop.should_stop = [] { return true; };
    REQUIRE(!tiny.run("parts", false, 1, stop));
    std::filesystem::remove(tiny.config.train.start);
    REQUIRE(tiny.run("parts", true, 1, events));
    CHECK(starts == 1);
    CHECK((read_file(tiny.model("parts")) == read_file(tiny.model("whole"))));
    CHECK(load_model(tiny.model("parts")).config.train.start == tiny.config.train.start);
}

TEST_CASE("no optimizer moves a frozen embedding or keeps state for it", "[start]") {
    for (const char* input : {"lookup", "one_hot"})
        for (const OptimizerKind& optimizer : optimizers()) {
            INFO(input << ", " << optimizer.name);
            TinyRun tiny;
            tiny.config.model.input = input;
            tiny.config.model.freeze = "embedding";
            tiny.config.train.start = tiny.files.write("v", kVectors);
            set_optimizer(tiny.config, optimizer.name);
            tiny.run("r");
            const Model expected = started(tiny.config).after;
            const Model trained = load_model(tiny.model("r"));
            for (const Parameter& p : expected.classifier.parameters()) {
                INFO(p.name);
                CHECK((changed(trained, expected, p.name) == "") == p.frozen);
            }
            CHECK(named(trained, "embedding.weight").frozen);
            for (const NamedTensor& t : read_safetensors(tiny.checkpoint("r")).tensors)
                CHECK((t.name == "embedding.weight" ||
                       t.name.find("embedding.weight") == std::string::npos));
        }
}

TEST_CASE("the gradient norm leaves out a frozen embedding", "[start]") {
    TinyRun tiny;
    const Corpus corpus =
        load_corpus(tiny.config.data, tiny.config.text, tiny.config.vocabulary);
    const auto norm_of = [&](const char* input, const char* freeze) {
        tiny.config.model.input = input;
        tiny.config.model.freeze = freeze;
        Threads threads(1);
        TrainState state(initial_model(tiny.config, corpus), corpus, threads);
        const auto batches = training_batches(corpus.train, 3, 1, 0);
        return state.step(batches[0], {0, 1, 0, 0}).gradient_norm;
    };
    for (const char* input : {"lookup", "one_hot"}) {
        INFO(input);
        CHECK(norm_of(input, "embedding") < norm_of(input, "none"));
        CHECK(norm_of(input, "embedding") == Approx(norm_of("lookup", "embedding")));
    }
}

TEST_CASE("model.freeze needs an embedding", "[start]") {
    CHECK(error_of([] {
              parse_config("[model]\nfreeze = \"embedding\"\ninput = \"one_hot_direct\"\n", "c");
          }) == "78: c: model.freeze = \"embedding\" needs a model.input with embeddings");
}
