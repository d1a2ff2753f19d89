// Commands that print words, labels and predictions: whatever a model contains, each answer is one
// line, and no control character reaches the terminal.
#include "cli/arguments.h"
#include "data/sample_files.h"
#include "data/vocabulary_from.h"
#include "io/text.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include "catch.h"

#include <iostream>
#include <sstream>

using namespace textrnn;

namespace {

const std::string kHostile = "a\x1b[2J\n\t\u009b\u202e\u2066\u2028b";

// The word "huge" has an embedding with which every prediction overflows.
Model model_with(const std::vector<std::string>& labels) {
    const Config config = parse_config(
        "", "in", {"model.cell=none", "model.embedding_dim=3", "text.tokenizer=whitespace"});
    Vocabulary vocabulary =
        vocabulary_from({"<pad>", "<unk>", "good", "huge", kHostile, "=x"}, "in");
    Classifier classifier = make_classifier(config, vocabulary.size(), labels.size());
    classifier.initialise(5);
    SharedBuffer& embedding = classifier.parameters()[0].value;
    for (Index i = 9; i < 12; ++i) embedding[i] = Real(3e38);
    classifier.parameters()[1].value[0] = 10;
    return {config, std::move(vocabulary), labels, std::move(classifier)};
}

// stdout of `command MODEL WORDS...`, then "code: message" of its error. The word "IN" stands for
// a file with the input.
std::string output_of(const Command& command, const std::vector<std::string>& labels,
                      const std::vector<std::string>& words, const std::string& input = "") {
    const SampleFiles files;
    save_model(files.path("m.safetensors"), model_with(labels));
    std::vector<std::string> all{files.path("m.safetensors")};
    for (const std::string& word : words)
        all.push_back(word == "IN" ? files.write("in", input) : word);
    std::ostringstream written;
    std::streambuf* const before = std::cout.rdbuf(written.rdbuf());
    const std::string error = error_of([&] { command.run(Arguments(command, all)); });
    std::cout.rdbuf(before);
    return files.shortened(written.str() + error);
}

// The first column of each line; of an answer in JSON, its first member.
std::string columns_of(const std::string& output) {
    std::istringstream lines(output);
    std::string columns;
    for (std::string line; std::getline(lines, line);)
        columns += line.substr(0, line.find(line.starts_with('{') ? ',' : '\t')) + "|";
    return columns;
}

const std::string kOverflows = kOverflowText;

} // namespace

TEST_CASE("predict: a prediction that overflows is an error of its line", "[commands]") {
    const std::string input = "good\nhuge\n\xff\ngood huge\ngood\n";
    const std::string going = output_of(kPredict, {"x", "x2"}, {"IN", "--keep-going"}, input);
    CAPTURE(going);
    CHECK(columns_of(going).starts_with("x|!error|!error|!error|x|"));
    CHECK(going.find("!error\tin:2: " + kOverflows + "\n") != std::string::npos);
    CHECK(going.find("!error\tin:3:1: invalid UTF-8") != std::string::npos);
    CHECK(going.find("!error\tin:4: " + kOverflows + "\n") != std::string::npos);
    CHECK(going.ends_with("65: in: 3 of 5 records have errors"));

    const std::string json =
        output_of(kPredict, {"x", "x2"}, {"IN", "--keep-going", "--json"}, "huge\ngood\n");
    CHECK(columns_of(json).starts_with("{\"error\": \"in:1: " + kOverflows +
                                       "\"|{\"label\": \"x\"|"));

    const std::string stopped = output_of(kPredict, {"x", "x2"}, {"IN"}, input);
    CHECK(columns_of(stopped) ==
          "x|1: in:2: " + kOverflows + "; to go on after such a record, use --keep-going|");
}

TEST_CASE("predict: answers to more lines than are predicted together", "[commands]") {
    std::string input, expected;
    for (int i = 1; i <= 5000; ++i) {
        const char* const kinds[][2] = {
            {"good", "x"}, {"", "x"}, {"huge", "!error"}, {"\xc3", "!error"}};
        const auto& [line, answer] = kinds[i % 7 % 4];
        (input += line) += "\n";
        (expected += answer) += "|";
    }
    const std::string found = output_of(kPredict, {"x", "x2"}, {"IN", "--keep-going"}, input);
    CHECK(columns_of(found).starts_with(expected));
    CHECK(output_of(kPredict, {"x", "x2"}, {"IN", "--keep-going"}, "") == "");
}

TEST_CASE("predict: an answer is one line of two columns, whatever the label", "[commands]") {
    for (const char* label : {"a\u0085", "a\u009b2J", "a\u202e", "a\u2028b"}) {
        const std::string line =
            output_of(kPredict, {label, std::string(label) + "2"}, {"IN"}, "\n");
        CAPTURE(in_quotes(line));
        CHECK(line.starts_with("a?"));
        CHECK(std::count(line.begin(), line.end(), '\t') == 1);
        CHECK(std::count(line.begin(), line.end(), '\n') == 1);
        CHECK(printable(line, "\t\n") == line);
    }
}

TEST_CASE("predict: labels that look like errors are told apart", "[commands]") {
    const auto column = [](const char* label, const char* option) {
        return columns_of(
            output_of(kPredict, {label, label + std::string("2")}, {"IN", option}, "\n"));
    };
    CHECK(column("!error", "--keep-going") == "\\!error|");
    CHECK(column("\\!error", "--keep-going") == "\\\\!error|");
    CHECK(column("error!\\", "--keep-going") == "error!\\|");
    CHECK(column("!error", "--threads=1") == "!error|");
}

TEST_CASE("words and labels of a model reach the terminal printable", "[commands]") {
    const std::vector<std::string> labels{"a\u009b\u202e", "a\u009b\u202e2"}; // no ASCII controls
    const std::string shown = "a?[2J??????b",
                      escaped = "\\u001b[2J\\n\\t\\u009b\\u202e\\u2066\\u2028b";
    for (const auto& [command, words] :
         {std::pair{kNeighbors, std::vector<std::string>{"good"}},
          std::pair{kNeighbors, std::vector<std::string>{kHostile}},
          std::pair{kNeighbors, std::vector<std::string>{"good", "--json"}},
          std::pair{kInspect, std::vector<std::string>{}},
          std::pair{kFollow, std::vector<std::string>{"a\x1b[2J \u202e"}},
          std::pair{kPredict, std::vector<std::string>{"IN"}},
          std::pair{kPredict, std::vector<std::string>{"IN", "--json"}}}) {
        const std::string output = output_of(command, labels, words, "x\n");
        CAPTURE(command.name, in_quotes(output));
        CHECK(printable(output, "\t\n") == output);
    }
    CHECK(output_of(kNeighbors, labels, {kHostile}).starts_with(shown + "\n"));
    CHECK(output_of(kNeighbors, labels, {"good"}).find("  " + shown + "\n") != std::string::npos);
    CHECK(output_of(kNeighbors, labels, {"good", "--json"}).find(escaped) != std::string::npos);
    CHECK(output_of(kInspect, labels, {}).find("labels  a??  a??2\n") != std::string::npos);
    CHECK(output_of(kFollow, labels, {"a\x1b[2J \u202e"})
              .find("  a?[2j (a0)=1 <unk> | ? (a1)=1 <unk>\n") != std::string::npos);
}
