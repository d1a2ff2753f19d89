// Config: which values each kind of key takes, what is suggested for unknown keys, which
// combinations are refused, and that to_toml() and parse_config() are inverse.
#include "train/config.h"

#include "data/sample_files.h"

#include "catch.h"

using namespace textrnn;

namespace {

Config with(const std::vector<std::string>& settings) { return parse_config("", "in", settings); }

std::string refusal(const std::vector<std::string>& settings) {
    return error_of([&] { with(settings); });
}

std::string error_in(const std::string& text) {
    return error_of([&] { parse_config(text, "in"); });
}

} // namespace

TEST_CASE("a config file sets keys, and settings win over it", "[config]") {
    const std::string text = "[model]\ncell = 'gru'\nbidirectional = true\n[train]\nepochs = 3\n";
    const Config config = parse_config(text, "in", {"train.epochs=4", "data.dev=d.tsv"});
    CHECK(config.model.cell == "gru");
    CHECK(config.model.bidirectional);
    CHECK(config.train.epochs == 4);
    CHECK(config.data.dev == "d.tsv");

    const SampleFiles files;
    CHECK(load_config(files.write("a.toml", text), {}).train.epochs == 3);
    const std::string missing = error_of([&] { load_config(files.path("b.toml"), {}); });
    CHECK(files.shortened(missing) == "66: b.toml: no such file (did you mean a.toml?)");
}

TEST_CASE("values of every kind are taken", "[config]") {
    CHECK(with({"data.train=a.tsv"}).data.train == std::vector<std::string>{"a.tsv"});
    CHECK(with({"data.train=['a', 'b']"}).data.train == std::vector<std::string>{"a", "b"});
    CHECK(with({"data.text_column='a b'"}).data.reader.text_column[0] == "a b");
    CHECK(with({"data.text_column=\"\\u0041\""}).data.reader.text_column[0] == "A");
    CHECK(with({"data.dev="}).data.dev.empty());
    CHECK(with({"optimizer.learning_rate=1"}).learning_rate == 1);
    CHECK(with({"optimizer.learning_rate=0.25"}).learning_rate == 0.25);
    CHECK(with({"ablation.vocabulary_sizes=[10, 20]"}).ablation.vocabulary_sizes ==
          std::vector<Index>{10, 20});
    CHECK(with({"ablation.learning_rates=[0, 1, 0.5]"}).ablation.learning_rates ==
          std::vector<double>{0, 1, 0.5});
    CHECK(with({"ablation.vocabulary_sizes=10"}).ablation.vocabulary_sizes ==
          std::vector<Index>{10}); // one alone is a list, too
    CHECK(with({"ablation.learning_rates=0.5"}).ablation.learning_rates ==
          std::vector<double>{0.5});
    CHECK(with({"ablation.seeds=7"}).ablation.seeds == 7);
    CHECK(with({"train.class_weights=balanced"}).train.class_weights.rule == "balanced");
    CHECK(with({"train.class_weights=none"}).train.class_weights.values.empty());
    CHECK(with({"train.class_weights=[1, 0.5]"}).train.class_weights.values ==
          std::vector<double>{1, 0.5});
}

TEST_CASE("wrong values are refused with what was expected", "[config]") {
    const auto expects = [](const std::string& setting, const std::string& problem) {
        INFO(setting);
        const std::string key = setting.substr(0, setting.find('='));
        CHECK(refusal({setting}) == "78: --set " + setting + ": " + key + ": expected " + problem);
    };
    expects("train.epochs=0", "an integer from 1 to 1e+09, found 0");
    expects("train.epochs=-1", "an integer from 1 to 1e+09, found -1");
    expects("train.epochs=2.5", "an integer from 1 to 1e+09, found 2.5");
    expects("train.epochs='3'", "an integer from 1 to 1e+09, found \"3\"");
    expects("train.epochs=1000000001", "an integer from 1 to 1e+09, found 1000000001");
    expects("text.lowercase=1", "true or false, found 1");
    std::string cell_names = "one of \"none\"";
    for (const Cell& cell : cells()) cell_names += ", \"" + std::string(cell.name) + "\"";
    expects("model.cell=gur", cell_names + ", found \"gur\"; did you mean \"gru\"?");
    expects("model.cell=[1]", cell_names + ", found [1]");
    expects("data.dev=['a']", "a string, found [\"a\"]; a share of the training texts is \"10%\"");
    expects("data.train=[]", "a string or an array of strings, found []");
    expects("data.train=['a', 1]", "a string or an array of strings, found [\"a\", 1]");
    expects("model.word_dropout=1", "a number from 0 to 0.99, found 1");
    expects("model.word_dropout='x'", "a number from 0 to 0.99, found \"x\"");
    expects("ablation.arms=['lookup', 'x']",
            "some of \"lookup\", \"one_hot\", \"one_hot_direct\", \"one_hot_narrow\", "
            "\"bag_of_words\", \"frozen\", \"frozen_std_1\", found [\"lookup\", \"x\"]");
    expects("ablation.vocabulary_sizes=[1]", "an array of integers from 10 to 10000000, found [1]");
    expects("ablation.learning_rates=['x']", "an array of numbers from 0 to 1000, found [\"x\"]");
    const std::string weights = "\"none\", \"balanced\" or an array of positive numbers, found ";
    for (const char* value : {"[1, 0]", "[1, -1]", "[]", "[true]", "\"some\""})
        expects(std::string("train.class_weights=") + value, weights + value);
    expects("train.class_weights=1", weights + "\"1\""); // a word, which needs no quotes
    const std::string long_word(41, 'x');
    expects("model.cell=" + long_word,
            cell_names + ", found \"" + long_word.substr(1) + "...\"");
    CHECK(error_in("[train]\nclass_weights = 1") ==
          "78: in:2: train.class_weights: expected " + weights + "1");
}

TEST_CASE("unknown keys and broken settings are named", "[config]") {
    CHECK(error_in("[model]\nhiden_size = 3") ==
          "78: in:2: unknown key model.hiden_size (did you mean model.hidden_size?)");
    CHECK(error_in("epochs = 3") ==
          "78: in:1: unknown key epochs (did you mean train.epochs or pretrain.epochs?)");
    CHECK(error_in("[quite]\ndifferent = 3") ==
          "78: in:2: unknown key quite.different; `textrnn config` lists all keys");
    for (const char* setting : {"cell=gru", "model.cell", "", "=", "a=b.c"})
        CHECK(refusal({setting}) == std::string("78: --set ") + setting +
                                        ": expected section.key=value");
    CHECK(refusal({"train.epochs=1 2"}) ==
          "78: --set train.epochs=1 2: expected the end after the value, found '2'");
    CHECK(refusal({"train.epochs=ten"}) == "78: --set train.epochs=ten: train.epochs: expected an "
                                           "integer from 1 to 1e+09, found \"ten\"");
}

TEST_CASE("an unknown key suggests the keys that were probably meant", "[config]") {
    const auto suggests = [](const std::string& key, const std::string& keys) {
        CHECK(refusal({key + "=1"}) ==
              "78: --set " + key + "=1: unknown key " + key + " (did you mean " + keys + "?)");
    };
    const std::string dropouts = "model.word_dropout, model.embedding_dropout, model.layer_dropout "
                                 "or model.classifier_dropout";
    // The same last name in other sections.
    suggests("train.learning_rate", "optimizer.learning_rate or pretrain.learning_rate");
    suggests("optimizer.patience", "train.patience or schedule.patience");
    // Other names in use, and parts of names.
    suggests("model.lr", "optimizer.learning_rate");
    suggests("train.lr", "optimizer.learning_rate");
    suggests("train.optimizer", "optimizer.name");
    suggests("model.hidden", "model.hidden_size");
    suggests("model.hidden_dim", "model.hidden_size");
    suggests("model.layers", "model.num_layers");
    suggests("model.embed_dim", "model.embedding_dim");
    suggests("model.embedding_size", "model.embedding_dim");
    suggests("train.batch", "train.batch_size");
    suggests("model.dropout", dropouts);
    suggests("train.dropout", dropouts);
    suggests("train.size", "train.batch_size or train.shard_size"); // not model.hidden_size
    // Misspelt.
    suggests("model.hiden", "model.hidden_size");
    suggests("model.hiden_size", "model.hidden_size");
    suggests("model.hiden_dim", "model.hidden_size");
    suggests("train.patiense", "train.patience");
    suggests("modle.dropuot", dropouts);
}

TEST_CASE("a value suggests the names that it begins", "[config]") {
    CHECK(refusal({"model.cell=rnn"}).ends_with("; did you mean \"rnn_tanh\" or \"rnn_relu\"?"));
    CHECK(refusal({"optimizer.name=rms"}).ends_with("; did you mean \"rmsprop\"?"));
    CHECK(refusal({"model.cell="}).ends_with("found \"\""));
}

TEST_CASE("keys that cannot go together are refused", "[config]") {
    const std::pair<std::vector<std::string>, const char*> cases[] = {
        {{"optimizer.name=sgd", "optimizer.nesterov=true"},
         "optimizer.nesterov = true needs optimizer.momentum above 0"},
        {{"optimizer.name=adam", "optimizer.momentum=0.9"},
         "optimizer.momentum is only for sgd; set it to 0"},
        {{"vocabulary.max_size=1"},
         "vocabulary.max_size leaves no row for words: <pad> and <unk> take two"},
        {{"vocabulary.max_size=2"},
         "vocabulary.max_size leaves no row for words: <pad> and <unk> take two"},
        {{"ablation.arms=[\"lookup\"]", "ablation.learning_rates=[0.1, 0.2]"},
         "ablation.learning_rates has more values than ablation.arms"},
        {{"data.train=-", "data.dev=-"},
         "standard input (\"-\") can be read only once"},
        {{"pretrain.text=[\"-\", \"-\"]"}, "standard input (\"-\") can be read only once"},
        {{"data.separator='\\t'"},
         "data.separator: expected \"auto\" or one ASCII character (a tab: \"\\t\"; in a "
         "shell: '\"\\t\"'), found \"\\\\t\""},
        {{"train.patience=1"}, "train.patience needs data.dev"},
        {{"schedule.name=plateau"}, "schedule.name = \"plateau\" needs data.dev"},
        {{"model.input=one_hot_direct", "model.cell=none"},
         "this model.input needs a recurrent model.cell"},
        {{"model.input=one_hot_direct", "model.embedding_dropout=0.1"},
         "model.embedding_dropout needs a model.input with embeddings"},
        {{"model.layer_dropout=0.1"},
         "model.layer_dropout acts between RNN layers, but model.num_layers is 1"}};
    for (const auto& [settings, why] : cases)
        CHECK(refusal(settings) == std::string("78: in: ") + why);
    for (const std::vector<std::string>& good : std::vector<std::vector<std::string>>{
             {"optimizer.name=sgd", "optimizer.nesterov=true", "optimizer.momentum=0.9"},
             {"vocabulary.max_size=3", "data.dev=d", "train.patience=1", "schedule.name=plateau"},
             {"model.layer_dropout=0.1", "model.num_layers=2"},
             {"model.layer_dropout=0.1", "model.cell=none"},
             {"model.input=one_hot_direct", "model.cell=gru"},
             {"model.embedding_dropout=0.1"}})
        CHECK(refusal(good).empty());
}

TEST_CASE("what is written reads back to the same config", "[config]") {
    const Config config = with({"data.train=['a', 'b\"\\']", "train.class_weights=[1, 2.5]",
                                "optimizer.learning_rate=0.1", "ablation.words=['x', 'y']",
                                "ablation.vocabulary_sizes=[10]", "text.lowercase=false"});
    const std::string text = to_toml(config, false);
    CHECK(to_toml(parse_config(text, "in"), false) == text);
    CHECK(to_toml(parse_config(to_toml(config, true), "in"), false) == text);
    CHECK(text.find("\nclass_weights = [1.0, 2.5]\n") != std::string::npos);
    CHECK(text.find("\nlowercase = false\n") != std::string::npos);
    CHECK(to_toml(Config{}, true).find("; true or false\nlowercase = true\n") !=
          std::string::npos);
    CHECK(to_toml(Config{}, false).starts_with("[data]\ntrain = \"\"\n"));
}

TEST_CASE("configs differ in the keys whose values differ", "[config]") {
    const auto between = [](const std::vector<std::string>& a, const std::vector<std::string>& b) {
        std::string text;
        for (const auto& [key, left, right] : differences(with(a), with(b)))
            text += key + ": " + left + " | " + right + "\n";
        return text;
    };
    CHECK(between({}, {}).empty());
    CHECK(between({"train.seed=1", "optimizer.learning_rate=1e-3"}, {}).empty()); // the defaults
    CHECK(between({"data.dev=b"}, {}) == "data.dev: \"b\" | \"\"\n");
    CHECK(between({"data.format=csv", "train.class_weights=[1, 2]"}, {"text.lowercase=false"}) ==
          "data.format: \"csv\" | \"auto\"\ntext.lowercase: true | false\n"
          "train.class_weights: [1.0, 2.0] | \"none\"\n");
    for (const char* key : {"model.cell", "train.clip_norm", "data.format", "text.keep"}) {
        INFO(key);
        CHECK(decides_training(key));
        CHECK(decides_pretraining(key));
    }
    for (const char* key : {"ablation.seeds", "data.train", "data.dev", "data.test"}) {
        INFO(key);
        CHECK_FALSE(decides_training(key));
        CHECK_FALSE(decides_pretraining(key));
    }
    for (const char* key : {"model.start", "model.freeze", "train.seed", "schedule.gamma"}) {
        INFO(key);
        CHECK(decides_training(key));
        CHECK_FALSE(decides_pretraining(key));
    }
    CHECK_FALSE(decides_training("pretrain.window"));
    CHECK(decides_pretraining("pretrain.window"));
    CHECK_FALSE(decides_pretraining("pretrain.text"));
}
