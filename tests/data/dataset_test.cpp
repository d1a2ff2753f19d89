// From examples to ids: cutting to a length, labels, and messages about labels.
#include "data/corpus.h"

#include "sample_files.h"
#include "vocabulary_from.h"

#include "catch.h"

#include <algorithm>

using namespace textrnn;

using Words = std::vector<std::string>;

namespace {

Words words_of(std::string_view text, const TextOptions& options) {
    Tokens tokens;
    tokenize(text, options, tokens);
    return {tokens.words.begin(), tokens.words.end()};
}

} // namespace

TEST_CASE("texts are cut at the end that is not kept", "[dataset]") {
    const auto cut = [](std::size_t length, const std::string& keep) {
        return words_of("a b c d e f", {"whitespace", true, length, keep});
    };
    CHECK(cut(0, "head").size() == 6);
    CHECK(cut(6, "tail").size() == 6);
    CHECK(cut(99, "both").size() == 6);
    CHECK(cut(2, "head") == Words{"a", "b"});
    CHECK(cut(2, "tail") == Words{"e", "f"});
    CHECK(cut(3, "both") == Words{"a", "b", "f"});
    CHECK(cut(4, "both") == Words{"a", "b", "e", "f"});
    CHECK(cut(1, "both") == Words{"a"});
    CHECK(cut(1, "tail") == Words{"f"});
}

TEST_CASE("a text without tokens is one unknown word", "[dataset]") {
    for (const char* tokenizer : {"words", "whitespace", "characters"}) {
        CHECK(words_of("", {tokenizer, true, 0, "head"}) == Words{"<unk>"});
        CHECK(words_of("  \t", {tokenizer, true, 3, "tail"}) == Words{"<unk>"});
    }
    CHECK(words_of("<br />", {}) == Words{"<unk>"});
}

TEST_CASE("labels are collected in order of bytes", "[dataset]") {
    const SampleFiles files;
    const auto labels = [&](const std::string& lines) {
        const std::string path = files.write("train.tsv", "label\ttext\n" + lines);
        return load_corpus({{path}, "", "", {}}, {}, {}).labels;
    };
    CHECK(labels("b\tx\na\tx\né\tx\nB\tx\n10\tx\n2\tx\n") ==
          Words{"10", "2", "B", "a", "b", "é"});
    CHECK(files.shortened(error_of([&] { labels("positive\tx\n"); })) ==
          "65: train.tsv: only one label (\"positive\"); a classifier needs two");
    const std::string path = files.write("a.csv", "label,text\na,x\na,y\nb,c,d\n");
    DataOptions data{{path}, "", "", {}};
    data.reader.bad_rows = "skip";
    CHECK(files.shortened(error_of([&] { load_corpus(data, {}, {}); })).ends_with(
        "; a.csv: skipped bad rows: 1; 1 with \"expected 2 comma-separated columns\" (a.csv:4)"));
}

TEST_CASE("examples are encoded", "[dataset]") {
    const Vocabulary v = vocabulary_from({"<pad>", "<unk>", "good", "bad"}, "");
    const SampleFiles files;
    const std::string path =
        files.write("a.tsv", "label\ttext\npos\tgood GOOD unknown\nneg\t\nneg\tbad\n");
    std::string labels;
    const Dataset data = encode(path, {}, {}, v, {"neg", "pos"},
                                [&](Example& example) { labels += example.label; });
    CHECK(labels == "posnegneg");
    CHECK(data.size() == 3);
    CHECK(data.ids == std::vector<TokenId>{2, 2, 1, 1, 3});
    CHECK(data.begins == std::vector<Index>{0, 3, 4, 5});
    CHECK(data.labels == std::vector<Index>{1, 0, 0});
    CHECK(data.length(0) == 3);
    CHECK(data.tokens(2)[0] == 3);

    Dataset unlabelled;
    unlabelled.add({"good", "bad"}, v);
    CHECK(unlabelled.size() == 1);
    CHECK(unlabelled.labels.empty());
}

TEST_CASE("an unknown label is named with its place", "[dataset]") {
    const SampleFiles files;
    const auto error = [&](const std::string& path, const Words& labels) {
        return files.shortened(
            error_of([&] { (void)encode(path, {}, {}, Vocabulary(), labels); }));
    };
    const Words three = {"negative", "neutral", "positive"};
    const std::string rows = "label\ttext\nneutral\tx\n";
    CHECK(error(files.write("dev.tsv", rows + "netural\tx\n"), three) ==
          "65: dev.tsv:3: expected a label of the training data, found \"netural\" "
          "(known: \"negative\", \"neutral\", \"positive\"); did you mean \"neutral\"?");
    files.write("dev/7/a.txt", "x");
    CHECK(error(files.path("dev"), three) ==
          "65: dev/7/a.txt: expected a label of the training data, found \"7\" "
          "(known: \"negative\", \"neutral\", \"positive\")");
    CHECK(error(files.write("dev.tsv", rows + std::string(99, 'x') + "\tx\n"), three) ==
          "65: dev.tsv:3: expected a label of the training data, found \"" +
              std::string(40, 'x') + "...\" (known: \"negative\", \"neutral\", \"positive\")");
    Words many;
    for (int i = 10; i < 60; ++i) many.push_back(std::to_string(i));
    CHECK(error(files.write("d.tsv", "label\ttext\nx\tx\n"), many) ==
          "65: d.tsv:2: expected a label of the training data, found \"x\" "
          "(known: \"10\", \"11\", \"12\", \"13\", \"14\", \"15\", \"16\", \"17\", ... 50 in all)");
}
