// The summary of a corpus (figures, warnings), and shares of the training texts as dev and test.
#include "data/corpus.h"

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

// The warnings about the data, without "warning: ".
Lines warnings_of(const DataOptions& data, const SampleFiles& files) {
    const Summary summary = summarize(load_corpus(data, {}, {}), data);
    Lines found;
    for (const Json& warning : *summary.figures.find("warnings")->as<Json::Array>())
        found.push_back(files.shortened(*warning.as<std::string>()));
    return found;
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
    std::set<std::uint64_t> all = hashes_of(corpus.train);
    const std::size_t train = all.size();
    for (const Dataset* set : {&corpus.dev, &corpus.test}) all.merge(hashes_of(*set));
    CHECK(all.size() == 300);
    CHECK(hashes_of(corpus.dev).size() + hashes_of(corpus.test).size() + train == 300);
    // Words of other sets are unknown: each text has a number of its own.
    CHECK(corpus.vocabulary.size() == 3 + train);
    for (Index i = 0; i < corpus.dev.size(); ++i) CHECK(corpus.dev.tokens(i)[1] == kUnkId);
}

TEST_CASE("texts that differ in outer blanks are in one set", "[summary]") {
    const SampleFiles files;
    std::string rows = "label\ttext\n";
    for (int i = 0; i < 300; ++i)
        for (const char* blank : {"", " ", "\u00a0"})
            rows += (i % 2 ? "up\t" : "down\t") + std::to_string(i) + blank + "\n";
    const Corpus corpus = load_corpus({{files.write("a.tsv", rows)}, "50%", "", {}}, {}, {});
    CHECK(hashes_of(corpus.train).size() + hashes_of(corpus.dev).size() == 300);
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
    for (const char* file :
         {"", "10", "%", "./10%", "10%.tsv", "a.tsv", "10 %", "-5%", "nan%", "-0%"})
        CHECK(share_of(file) == 0);
    const SampleFiles files;
    DataOptions data{{files.write("a.tsv", table({"x\ta", "y\tb"}))}, "0.001%", "", {}};
    CHECK(files.shortened(error_of([&] { load_corpus(data, {}, {}); })) ==
          "65: a.tsv: too few texts for the shares data.dev and data.test (train 10 texts, dev 0, "
          "test 0); change them, or set files");
    data.dev.clear();
    CHECK(files.shortened(error_of([&] { load_corpus(data, {}, {.min_freq = 1000}); })) ==
          "65: a.tsv: no word occurs 1,000 times (vocabulary.min_freq); the most frequent word "
          "occurs 5 times");
}

TEST_CASE("a blank line is no text", "[summary]") {
    const SampleFiles files;
    const Texts texts = load_texts({files.write("a.unknown", "a b\n\n \t\r\nc\n")}, {}, {}, {});
    CHECK(texts.data.size() == 2);
    CHECK(texts.data.ids == std::vector<TokenId>{2, 3, 4});
}

TEST_CASE("unusual data are warned of", "[summary]") {
    const SampleFiles files;
    const std::string alike = " differ only in case, blanks, quotes or \".0\": give them one name",
                      marks = " contain combining marks: compose them, if possible, with uconv "
                              "-x any-nfc",
                      escapes = " contain \\n, \\\" or &amp; as written: text.unescape = true, "
                                "unless these are LaTeX or paths";
    const auto missing = [](const std::string& label) {
        return "the label \"" + label + "\" is a missing value in many programs: remove these "
               "rows, or rename it";
    };
    const struct {
        std::string rows, warning; // "": none
    } cases[] = {
        {table({"x\ta", "y\tb"}), ""},
        {table({"x\ta", "X\tb"}), "labels \"X\" and \"x\"" + alike},
        {table({"x\ta", "x \ta", "y\tb"}), ""}, // labels are trimmed
        {table({"New York\ta", "newyork\tb"}), "labels \"New York\" and \"newyork\"" + alike},
        {table({"x\ta", "y\tb", "z\tc"}, 1),
         "3 labels in 3 texts: is data.label_column = \"label\" an id or the text?"},
        {table({"x\ta", "y\tb"}) + "z\tc\n",
         "fewer than 5 training texts have the label \"z\": add texts, or merge labels"},
        {table({"x;y\ta", "z\tb"}), ""},
        {table({"ok;pos\ta", "ok;neg\tb"}),
         "most labels contain a semicolon; if it separates columns, set data.separator = \";\""},
        {table({"1\ta", "1.0\tb"}), "labels \"1\" and \"1.0\"" + alike},
        {table({"x\ta", "'x'\tb"}), "labels \"'x'\" and \"x\"" + alike},
        {table({"'x'\ta", "'y'\tb"}),
         "all labels are in quotes: remove these, or set data.quoting"},
        {table({"x\t'a b'", "y\t'c'"}),
         "train: 10 texts begin and end with ': if these enclose the texts, remove them"},
        {table({"x\ta", "\\N\tb"}), missing("\\\\N")},
        {table({"x\ta", "n/a\tb"}), missing("n/a")},
        {table({"x\ta", "nan\tb"}), missing("nan")},
        {table({"x\ta", "y\ta"}),
         "train: 10 texts occur again with another label: correct or remove them"},
        {table({"x\ta\\nb", "y\tb"}), "train: 5 texts" + escapes},
        {table({"x\tit&#39;s", "y\tb"}), "train: 5 texts" + escapes},
        {table({"x\ta &gt; b", "x\ta&nbsp;b", "x\tcaf&eacute;", "x\ta&apos;s", "y\tb"}),
         "train: 20 texts" + escapes},
        {table({"\u00c4rger\ta", "\u00e4rger\tb"}),
         "labels \"\u00c4rger\" and \"\u00e4rger\"" + alike},
        {table({"very good\ta", "very\u00a0good\tb"}),
         "labels \"very good\" and \"very\u00a0good\"" + alike},
        {table({"x\ta", "y\ta "}),
         "train: 10 texts occur again with another label: correct or remove them"},
        {table({"x\tAT&T; C:\\dir", "y\tb & c;"}), ""},
        {table({"x\tde\u0301ja\u0300", "y\tb"}),
         "train: 5 texts" + marks},
        {table({"x\td\u00e9j\u00e0", "y\tb"}), ""},
        {table({"x\t\u0438\u0306", "y\tb"}),
         "train: 5 texts" + marks},
        {table({"x\t\u1103\u1161", "y\tb"}), "train: 5 texts" + marks}, // Korean, decomposed
        {table({"x\t\u304b\u3099", "y\tb"}), "train: 5 texts" + marks}, // kana, decomposed
        {table({"x\tf\u1eb9\u0301r\u00e0n", "y\tb"}), ""}, // Yoruba, composed
        {table({"x\tร้านนี้อร่อยมากและราคาถูก", "y\tおいしくなかったです"}),
         "train: 10 texts have tokens as long as sentences: text.tokenizer = \"characters\""},
        {table({"x\tபிடிக்கவில்லை", "y\tമനോഹരമായിരുന്നു"}), ""}, // words of Tamil and Malayalam
        {table({"x\tВеликолепнейший", "y\tплохо"}), ""},
    };
    for (const auto& [rows, warning] : cases) {
        INFO(rows);
        CHECK(warnings_of({{files.write("a.tsv", rows)}, "", "", {}}, files) ==
              (warning.empty() ? Lines{} : Lines{warning}));
    }
}

TEST_CASE("a folder whose files are labels is named", "[summary]") {
    const SampleFiles files;
    for (const char* name : {"d/1.txt", "d/2.txt", "d/3.txt"}) files.write(name, name);
    const DataOptions data{{files.path("d")}, "", "", {}};
    CHECK(warnings_of(data, files) ==
          Lines{"3 labels in 3 texts: name the directory above the labels' directories"});
}

TEST_CASE("a first row with a label of its own may be a header", "[summary]") {
    const SampleFiles files;
    DataOptions data{{files.write("a.tsv", table({"x\ta", "y\tb"}))}, "", "", {}};
    data.reader.text_column = {"2"};
    data.reader.header = "no";
    data.reader.label_column = "1";
    CHECK(warnings_of(data, files) ==
          Lines{"a.tsv: only the first text has the label \"label\"; if it is a header, name its "
                "columns in data.text_column and data.label_column"});
    data.train = {files.write("a.tsv", table({"x\ta", "y\tb"}).substr(11))};
    CHECK(warnings_of(data, files).empty());
}

TEST_CASE("texts that sets share are told", "[summary]") {
    const SampleFiles files;
    const DataOptions data{{files.write("a.tsv", table({"x\ta", "y\tb"}))},
                           files.write("d.tsv", "label\ttext\nx\ta\ny\tc\n"),
                           files.write("t.tsv", "label\ttext\nx\tc\nx\td\ny\tb e\n"), {}};
    CHECK(warnings_of(data, files) ==
          Lines{"dev: 1 texts are also in train: remove them, or accuracy is too high",
                "test: 1 texts are also in dev: remove them, or accuracy is too high",
                "test: over half of the tokens are unknown: has the file the columns and the "
                "language of train?"});
    const std::string lines = summarize(load_corpus(data, {}, {}), data).lines;
    CHECK(files.shortened(lines).starts_with(
        "train a.tsv: 10 texts, 2 labels (y 5, x 5), 1 tokens a text (longest 1), 2 words\n"
        "dev d.tsv: 2 texts, 2 labels (y 1, x 1), 50.00% of tokens unknown, 1 texts also in train\n"
        "test t.tsv: 3 texts, 2 labels (x 2, y 1), 75.00% of tokens unknown, 0 texts also in "));
}

TEST_CASE("a set's line has the labels that occur in it", "[summary]") {
    const SampleFiles files;
    const DataOptions data{{files.write("a.tsv", table({"x\ta", "y\tb", "z\tc"}))},
                           files.write("d.tsv", "label\ttext\nx\ta\n"), "", {}};
    const std::string lines = summarize(load_corpus(data, {}, {}), data).lines;
    CHECK(lines.find("d.tsv: 1 texts, 1 label (x 1), ") != std::string::npos);
}

TEST_CASE("texts are compared as they are read, without escapes", "[summary]") {
    const SampleFiles files;
    const DataOptions data{{files.write("a.tsv", table({"x\ta &amp; b", "y\tc"}))},
                           files.write("d.tsv", "label\ttext\nx\ta & b\n"), "", {}};
    TextOptions text;
    for (const bool unescape : {false, true}) {
        text.unescape = unescape;
        const std::string lines = summarize(load_corpus(data, text, {}), data).lines;
        INFO(lines);
        CHECK((lines.find(" 1 texts also in train") != std::string::npos) == unescape);
    }
}
