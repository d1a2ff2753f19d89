// Files of word vectors: the formats, what decides between them, and damaged files.
#include "data/vector_file.h"
#include "io/text.h"
#include "sample_files.h"
#include "vocabulary_from.h"

#include "catch.h"

#include <cstring>
#include <sstream>

using namespace textrnn;

namespace {

Vocabulary vocab(std::vector<std::string> more) {
    more.insert(more.begin(), {"<pad>", "<unk>"});
    return vocabulary_from(more, "test");
}

// Values in a table before reading, which no file here contains.
constexpr Real kOld = -99;

struct Read {
    std::string error; // "CODE: message"
    Storage values;
    std::vector<bool> found;
};

Read read_path(const std::string& path, const Vocabulary& vocabulary, Index dim) {
    Read read;
    read.values.assign(vocabulary.size() * dim, kOld);
    read.error = error_of([&] {
        read.found = read_vectors(path, vocabulary, {read.values.data(), vocabulary.size(), dim});
    });
    return read;
}

// "WORD=x1,x2 ..." of the rows found, or the error.
std::string read(std::string_view content, Index dim = 2,
                 const Vocabulary& vocabulary = vocab({"a", "b", "c"})) {
    const SampleFiles files;
    const Read read = read_path(files.write("v", content), vocabulary, dim);
    if (!read.error.empty()) return files.shortened(read.error);
    std::ostringstream text;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        if (!read.found[id]) continue;
        text << vocabulary.word(id) << "=";
        for (Index j = 0; j < dim; ++j) text << (j ? "," : "") << read.values[id * dim + j];
        text << " ";
    }
    return text.str();
}

std::string binary_row(const std::string& word, const std::vector<float>& values,
                       const std::string& end) {
    std::string row = word + " ";
    for (const float x : values) row.append(reinterpret_cast<const char*>(&x), sizeof x);
    return row + end;
}

} // namespace

TEST_CASE("word2vec's text, GloVe's text and word2vec's binary give rows by word", "[vectors]") {
    for (const char* end : {"\n", "\r\n", " \n"})
        for (const char* header : {"", "3 2"}) {
            INFO("header \"" << header << "\", line end of " << std::strlen(end));
            std::string text = *header ? std::string(header) + end : "";
            for (const std::string row : {"b 1 2", "x 3 4", "a -5e-1 1.5"}) text += row + end;
            CHECK(read(text) == "a=-0.5,1.5 b=1,2 ");
        }
    for (const char* end : {"", "\n"}) {
        INFO("row end of " << std::strlen(end));
        CHECK(read("3 2\n" + binary_row("b", {1, 2}, end) + binary_row("x", {3, 4}, end) +
                   binary_row("a", {-0.5, 1.5}, end)) == "a=-0.5,1.5 b=1,2 ");
    }
    CHECK(read("a 1 2\nb 3 4") == "a=1,2 b=3,4 "); // no line end at the end of the file
    CHECK(read("b\t3\t4\n\na  1\t 2\n") == "a=1,2 b=3,4 ");
    CHECK(read("1 2\na 0.25 1e-60\n") == "a=0.25,0 ");
}

TEST_CASE("the first of equal words holds, and other rows keep their values", "[vectors]") {
    CHECK(read("a 1 2\na 3 4\nb 5 6\na 7 8\n") == "a=1,2 b=5,6 ");
    const SampleFiles files;
    const Read read = read_path(files.write("v", "b 1 2\n"), vocab({"a", "b"}), 2);
    CHECK(read.values == Storage{kOld, kOld, kOld, kOld, kOld, kOld, 1, 2});
    CHECK(read.found == std::vector<bool>{false, false, false, true});
}

TEST_CASE("words of GloVe files may contain blanks; <unk> and U+2581 have rows", "[vectors]") {
    CHECK(read("a 1 2\n. . . 3 4\nat b 5 6\nb name@c 7 8\nb 9 10\n 0 1\n") == "a=1,2 b=9,10 ");
    CHECK(read("<unk> 1 2\n\xe2\x96\x81 3 4\n<pad> 5 6\n", 2, vocab({" "})) ==
          "<pad>=5,6 <unk>=1,2  =3,4 ");
    CHECK(read("5 1 2\n7 3 4\n", 2, vocab({"5", "7"})) == "5=1,2 7=3,4 ");
    CHECK(read("a 1 2\nmore info 3 4\nsan nano 5 6\n", 2, vocab({"more info", "san nano"})) ==
          "more info=3,4 san nano=5,6 ");
    CHECK(read("a 1e-400 2\n") == "a=0,2 ");
    CHECK(read("2 2\na 1 2\nb\1 3 4\n") == "a=1,2 "); // text: row 1 is a word and two numbers
    CHECK(read("2 2\r\n\r\na 1 2\r\nb 3 4\r\n") == "a=1,2 b=3,4 ");
    CHECK(read("a 3 4\n\xff\xfe 1 2\n") == "a=3,4 "); // GoogleNews has words cut within a character
}

TEST_CASE("another dimension is refused with both numbers", "[vectors]") {
    for (const std::string& content :
         {std::string("a 1 2 3\n"), std::string("1 3\na 1 2 3\n"),
          "1 3\n" + binary_row("a", {1, 2, 3}, "")}) {
        INFO(content);
        CHECK(read(content) == "78: v: its vectors have 3 numbers, the rows of embedding.weight 2; "
                               "change model.embedding_dim or model.start");
    }
    CHECK(read("-1 2\na 1 2\n").starts_with("78: v: its vectors have 1 numbers")); // no header
}

TEST_CASE("floats that were 16 bits, with NUL bytes as in UTF-16, are read", "[vectors]") {
    const SampleFiles files;
    const std::vector<float> numbers(512, 0.50244140625f); // 00 a0 00 3f
    const std::string row = binary_row("the", numbers, "\n");
    Storage values(3 * numbers.size());
    const std::vector<bool> found =
        read_vectors(files.write("v", "1 512\n" + row), vocab({"the"}), {values.data(), 3, 512});
    CHECK(found.back());
    CHECK(values.back() == Approx(numbers.back()));
}

TEST_CASE("a damaged vector file gives one error with its place", "[vectors]") {
    const std::string row = binary_row("a", {1, 2}, "\n");
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::pair<std::string, std::string> cases[] = {
        {"", "v:1: expected a word and 2 numbers, found 0"},
        {"7z\xbc\xaf\x27\x1c",
         "v: expected word vectors, found a 7z archive (if of several files, unpack it)"},
        {"\x1f\x8b\x08 x\n", "v: expected word vectors, found gzip data; unpack it to a file"},
        {"a 1 2\nb 1\n", "v:2: expected a word and 2 numbers, found 1"},
        {"a 1 2\nb 1 x2\n", "v:2: expected a word and 2 numbers, found 1, then \" x2\""},
        {"a 1 2\nb 1 2x\n", "v:2: expected a word and 2 numbers, found 1, then \" 2x\""},
        {"a 1 2\nb 1,5 2\n", "v:2: expected a word and 2 numbers, found 0, then \" 1,5 2\""},
        {"a 1 2\nb 1-2\n", "v:2: expected a word and 2 numbers, found 0, then \" 1-2\""},
        {"a 1 2\nb 1 2 3\n", "v:2: expected a word and 2 numbers, found 3"},
        {"a 1 2\nb x\n", "v:2: expected a word and 2 numbers, found 0, then \" x\""},
        {"a 1 2\nb\n", "v:2: expected a word and 2 numbers, found 0"},
        {"1 2\na 1 x\n", "v:2: expected a word and 2 numbers, found 1, then \" x\""},
        {"a 1 2\nunknown nan 2\n", "v:2: a number of \"unknown\" is NaN or infinite"},
        {"a 1 -inf\n", "v:1: a number of \"a\" is NaN or infinite"},
        {"a 1 1e39\n", "v:1: a number of \"a\" is NaN or infinite"},
        {"a 1 1e999\n", "v:1: a number of \"a\" is NaN or infinite"},
        {"3 2\na 1 2\n", "v:2: the first line announces 3 words, the file has only 1"},
        {"1 2\na 1 2\nb 1 2\n", "v:3: the first line announces 1 words, the file has more"},
        {"18446744073709551615 2\na 1 2\n", "v:2: the first line announces 18446744073709551615"},
        {"2 2\n" + row, "v: word 2: the first line announces 2 words, the file has only 1"},
        {"1 2\n" + row + row, "v: word 2: the first line announces 1 words, the file has more"},
        {"2 2\n" + row + row.substr(0, 7), "v: word 2: the file ends within the row of \"a\""},
        {"2 2\n" + row + "bb", "v: word 2: expected a word that ends in a blank"},
        {"1 2\n" + binary_row("a", {1, nan}, ""), "v: word 1: a number of \"a\" is NaN"},
        {"1 2\n" + std::string(300000, '\1') + row, "v: word 1: expected a word that ends in"},
        {"a 1 2\n" + std::string(17 << 20, 'x'), "v:2: the line is longer than 16 MiB"},
    };
    for (const auto& [content, message] : cases) {
        INFO("content: " << content.substr(0, 40));
        const std::string found = read(content);
        INFO("found: " << found);
        CHECK(found.substr(0, 4 + message.size()) == "65: " + message);
    }
}

TEST_CASE("a long word and a last line that ends in CR are read", "[vectors]") {
    const std::string word(5000, 'w');
    CHECK(read("2 2\n" + binary_row(word, {1, 2}, "\n") + binary_row("a", {3, 4}, ""), 2,
               vocab({word})) == word + "=1,2 ");
    CHECK(read("a 1 2\nb 3 4\r") == "a=1,2 b=3,4 ");
}

TEST_CASE("rows larger than the reader's chunks are read", "[vectors]") {
    constexpr Index kDim = 60000; // 480 kB of text or 240 kB of floats in a row
    std::string text, binary = "3 60000\n";
    for (const char* word : {"x", "a", "c"}) {
        text += word;
        for (Index j = 0; j < kDim; ++j) text += " 0." + std::to_string(100000 + j);
        text += "\n";
        std::vector<float> values;
        for (Index j = 0; j < kDim; ++j)
            values.push_back(std::stof("0." + std::to_string(100000 + j)));
        binary += binary_row(word, values, "\n");
    }
    const SampleFiles files;
    const Vocabulary vocabulary = vocab({"a", "c"});
    const Read a = read_path(files.write("text", text), vocabulary, kDim);
    const Read b = read_path(files.write("binary", binary), vocabulary, kDim);
    CHECK(a.error == "");
    CHECK(b.error == "");
    CHECK(a.found == std::vector<bool>{false, false, true, true});
    CHECK(a.values[3 * kDim - 1] == Approx(0.159999));
    CHECK(a.values == b.values);
}

TEST_CASE("gensim's text and binary give the same numbers", "[vectors]") {
    const Vocabulary vocabulary =
        vocab({"\xe9\x9b\xa8", "n't", "caf\xc3\xa9", "the", "The", "12", ".", "</s>"});
    const Read text = read_path("tests/fixtures/vectors.txt", vocabulary, 5);
    const Read binary = read_path("tests/fixtures/vectors.bin", vocabulary, 5);
    REQUIRE(text.error == "");
    REQUIRE(binary.error == "");
    CHECK(text.values == binary.values);
    CHECK(text.found == std::vector<bool>{false, false, true, true, true, true, true, true, true,
                                          true});
    const Real* const nt = &text.values[vocabulary.id("n't") * 5];
    CHECK(nt[0] == Approx(1e30));
    CHECK(nt[1] == Approx(-1e-30));
    CHECK(nt[3] > 0);
    CHECK(nt[4] == 16777216); // as a float
    CHECK(text.values[vocabulary.id("caf\xc3\xa9") * 5 + 1] == Approx(2. / 3 - 1));
}

TEST_CASE("written files are read to the same numbers", "[vectors]") {
    const Vocabulary vocabulary = vocab({"a", " ", "caf\xc3\xa9"});
    Storage values{9, 9, 9, 9, 0.1f, -1e-7f, 1e30f, 1.f / 3, 0, -2};
    const Tensor table{values.data(), 5, 2};
    std::ostringstream text, binary;
    write_vectors(text, vocabulary, table, false);
    write_vectors(binary, vocabulary, table, true);
    if (sizeof(Real) == sizeof(float)) // the shortest decimals
        CHECK(text.str() == "3 2\na 0.1 -1e-07\n\xe2\x96\x81 1e+30 0.33333334\ncaf\xc3\xa9 0 -2\n");
    CHECK(binary.str() == "3 2\n" + binary_row("a", {0.1f, -1e-7f}, "\n") +
                              binary_row("\xe2\x96\x81", {1e30f, 1.f / 3}, "\n") +
                              binary_row("caf\xc3\xa9", {0, -2}, "\n"));
    std::ostringstream shown; // U+009B begins an escape sequence
    write_vectors(shown, vocab({"\xc2\x9b" "2J"}), {values.data(), 3, 1}, false, true);
    CHECK(shown.str() == "1 1\n?2J 9\n");
    const SampleFiles files;
    values[0] = values[1] = values[2] = values[3] = kOld; // <pad> and <unk> are not written
    for (const std::string& content : {text.str(), binary.str()})
        CHECK(read_path(files.write("v", content), vocabulary, 2).values == values);
}

TEST_CASE("words that word2vec's format cannot hold are refused", "[vectors]") {
    for (const char* word : {"", "a\nb", "\t", "a\rb"}) {
        INFO(in_quotes(word));
        Storage values(3);
        std::ostringstream out;
        CHECK(error_of([&] { write_vectors(out, vocab({word}), {values.data(), 3, 1}, false); })
                  .starts_with("65: word2vec's format cannot hold the word \""));
    }
    Storage values(4); // U+2581 is written for a blank
    std::ostringstream out;
    CHECK(error_of([&] {
              write_vectors(out, vocab({" ", "\xe2\x96\x81"}), {values.data(), 4, 1}, false);
          }).starts_with("65: word2vec's format cannot hold the word \"\xe2\x96\x81\""));
}
