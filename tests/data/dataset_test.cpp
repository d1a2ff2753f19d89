// From examples to ids: cutting to a length, labels, and messages about labels.
#include "data/corpus.h"

#include "sample_files.h"

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

auto source_of(std::vector<Example> examples) {
    return [examples](const UseExample& use) mutable {
        std::for_each(examples.begin(), examples.end(), use);
    };
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
}

TEST_CASE("examples are encoded", "[dataset]") {
    const Vocabulary v = Vocabulary::from_words({"<pad>", "<unk>", "good", "bad"}, "");
    const auto examples = source_of(
        {{"pos", "good GOOD unknown", 2}, {"neg", "", 3}, {"neg", "bad", 4}});
    const Dataset data = encode(examples, "a.tsv", {}, v, {"neg", "pos"});
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
    const auto error = [](Example example, const std::string& file, const Words& labels) {
        const auto source = source_of({example});
        return error_of([&] { (void)encode(source, file, {}, Vocabulary(), labels); });
    };
    const Words three = {"negative", "neutral", "positive"};
    CHECK(error({"netural", "x", 12}, "dev.tsv", three) ==
          "65: dev.tsv:12: label \"netural\" does not occur in the training data "
          "(known: \"negative\", \"neutral\", \"positive\"); did you mean \"neutral\"?");
    CHECK(error({"7", "x", 0}, "dev", three) ==
          "65: dev: label \"7\" does not occur in the training data "
          "(known: \"negative\", \"neutral\", \"positive\")");
    CHECK(error({"a\nb" + std::string(99, 'x'), "x", 1}, "-", three) ==
          "65: stdin:1: label \"a\\nb" + std::string(37, 'x') + "...\" does not occur in the "
          "training data (known: \"negative\", \"neutral\", \"positive\")");
    Words many;
    for (int i = 10; i < 60; ++i) many.push_back(std::to_string(i));
    CHECK(error({"x", "x", 1}, "d", many) ==
          "65: d:1: label \"x\" does not occur in the training data "
          "(known: \"10\", \"11\", \"12\", \"13\", \"14\", \"15\", \"16\", \"17\", ... 50 in all)");
}
