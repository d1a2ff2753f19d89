// What a corpus contains: shares of the training texts, and figures.
#include "data/summary.h"

#include "sample_files.h"

#include "catch.h"

#include <set>

using namespace textrnn;

namespace {

using Lines = std::vector<std::string>;

// "label<TAB>text" rows, `copies` times each.
std::string table(const Lines& rows, int copies = 5) {
    std::string text = "label\ttext\n";
    for (const std::string& row : rows)
        for (int i = 0; i < copies; ++i) text += row + "\n";
    return text;
}

DataOptions numbered(const SampleFiles& files, int texts) {
    std::string rows = "label\ttext\n";
    for (int i = 0; i < texts; ++i)
        rows += (i % 2 ? "up\ttext " : "down\ttext ") + std::to_string(i / 3) + "\n";
    return {{files.write("a.tsv", rows)}, "20%", "10%", {}};
}

std::set<std::uint64_t> hashes_of(const Dataset& data) {
    std::set<std::uint64_t> hashes;
    for (const TextFacts& facts : data.facts) hashes.insert(facts.hash);
    return hashes;
}

} // namespace

TEST_CASE("a share of the training texts is a set of its own", "[summary]") {
    const SampleFiles files;
    const DataOptions data = numbered(files, 900); // 300 distinct texts, 3 times each
    const Corpus corpus = load_corpus(data, {"whitespace", false, 0, "head"}, {});
    CHECK(corpus.train.size() + corpus.dev.size() + corpus.test.size() == 900);
    CHECK(std::abs(static_cast<int>(corpus.dev.size()) - 180) < 60);
    CHECK(std::abs(static_cast<int>(corpus.test.size()) - 90) < 50);
    CHECK(corpus.files.at(0).lines.size() == corpus.train.size());
    std::set<std::uint64_t> all = hashes_of(corpus.train);
    const std::size_t train = all.size();
    for (const Dataset* set : {&corpus.dev, &corpus.test}) all.merge(hashes_of(*set));
    CHECK(all.size() == 300);
    CHECK(hashes_of(corpus.dev).size() + hashes_of(corpus.test).size() + train == 300);
    // Words of other sets are unknown: each text has a number of its own.
    CHECK(corpus.vocabulary.size() == 3 + train);
    for (Index i = 0; i < corpus.dev.size(); ++i) CHECK(corpus.dev.tokens(i)[1] == kUnkId);
}

TEST_CASE("a text stays in its set when the file grows", "[summary]") {
    const SampleFiles files;
    const auto dev = [&](int texts) {
        return hashes_of(load_corpus(numbered(files, texts), {}, {}).dev);
    };
    const auto few = dev(300), many = dev(600);
    CHECK(std::ranges::includes(many, few));
    CHECK(few.size() < many.size());
}

TEST_CASE("shares are numbers with a percent sign", "[summary]") {
    CHECK(share_of("10%") == 0.1);
    CHECK(share_of("0.5%") == 0.005);
    for (const char* file : {"", "10", "%", "./10%", "10%.tsv", "a.tsv", "10 %"})
        CHECK(share_of(file) == 0);
    const SampleFiles files;
    DataOptions data{{files.write("a.tsv", table({"x\ta", "y\tb"}))}, "0.001%", "", {}};
    CHECK(files.shortened(error_of([&] { load_corpus(data, {}, {}); })) ==
          "65: a.tsv: too few texts for the shares data.dev and data.test; change them, or set "
          "files");
}

TEST_CASE("texts that sets share are told", "[summary]") {
    const SampleFiles files;
    const DataOptions data{{files.write("a.tsv", table({"x\ta", "y\tb"}))},
                           files.write("d.tsv", "label\ttext\nx\ta\ny\tc\n"),
                           files.write("t.tsv", "label\ttext\nx\tc\nx\td\ny\tb e\n"), {}};
    const std::string lines = summarize(load_corpus(data, {}, {}), data).lines;
    CHECK(files.shortened(lines).starts_with(
        "train a.tsv: 10 texts, 2 labels (y 5, x 5), 1 tokens a text (longest 1), 2 words\n"
        "dev d.tsv: 2 texts, 2 labels (y 1, x 1), 50.00% of tokens unknown, 1 texts also in train\n"
        "test t.tsv: 3 texts, 2 labels (x 2, y 1), 75.00% of tokens unknown, 0 texts also in "));
}
