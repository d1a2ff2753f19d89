// TSV: columns by name and by position, and errors in headers and rows.
#include "sample_files.h"

#include "catch.h"

using namespace textrnn;

namespace {

const std::string kHint = "; put texts with separators in double quotes, or if column 1 has no "
                          "name, set data.header = \"yes\" and use positions";

std::string tsv(std::string_view content, const ReaderOptions& options = {}) {
    return read_sample("train.tsv", content, options);
}

ReaderOptions columns(const std::string& text, const std::string& label) {
    ReaderOptions options;
    options.text_column = {text};
    options.label_column = label;
    return options;
}

} // namespace

TEST_CASE("TSV columns are found by name", "[read_tsv]") {
    CHECK(tsv("label\ttext\npos\ta \"b\" c\nneg\t\n") == "pos|a \"b\" c|2;neg||3;");
    CHECK(tsv("\xEF\xBB\xBFtext\tid\tlabel\r\na b\t7\tpos\r\n") == "pos|a b|2;");
    CHECK(tsv("y\tx\n1\tab", columns("x", "y")) == "1|ab|2;");
}

TEST_CASE("TSV columns are found by position", "[read_tsv]") {
    CHECK(tsv("pos\ta\nneg\tb\n", columns("2", "1")) == "pos|a|1;neg|b|2;");
    CHECK(tsv("pos\tq\ta\n", columns("3", "1")) == "pos|a|1;");
    CHECK(tsv("pos\ta\n", columns("3", "1")) ==
          "65: train.tsv:1: no column 3: the rows have 2 tab-separated columns; set "
          "data.text_column and data.label_column to names or positions from 1, or data.separator");
    CHECK(tsv("a\tb\n", columns("0", "1")).find("65: train.tsv:1: no column \"0\" in") == 0);
    CHECK(tsv("a\tb\n", columns("1", "99999999999999999999999")).find("65: train.tsv:1: no ") == 0);
    CHECK(tsv("label\tb\npos\tc\n", columns("2", "label")) == "pos|c|2;");
    for (const auto& [text, label] : {std::pair("2", "02"), std::pair("a", "a")})
        CHECK(tsv("a\tb\n", columns(text, label)) ==
              std::string("78: data.text_column and data.label_column: expected different columns, "
                          "found \"") + text + "\", \"" + label + "\"");
}

TEST_CASE("TSV rows must have the columns of the header", "[read_tsv]") {
    CHECK(tsv("label\ttext\npos\ta\nneg\n") ==
          "65: train.tsv:3: expected 2 tab-separated columns, found 1");
    CHECK(tsv("label\ttext\npos\ta\tb\n") ==
          "65: train.tsv:2: expected 2 tab-separated columns, found 3" + kHint);
    CHECK(tsv("label\ttext\n\tb\n") == "65: train.tsv:2: the label is empty");
}

TEST_CASE("TSV headers must have the columns", "[read_tsv]") {
    const std::string start = "65: train.tsv:1: no column \"text\" in the header (found: ";
    CHECK(tsv("label\tTexts\npos\ta\n") ==
          start + "\"label\", \"Texts\"); did you mean \"Texts\"? (data.text_column, "
                  "data.label_column)");
    CHECK(tsv("label\ttext\ttext\npos\ta\tb\n") ==
          "65: train.tsv:1: the header has two columns \"text\"; name the column by its position "
          "from 1");
    const std::string long_line = tsv("positive\t" + std::string(100000, 'x') + "\n");
    CHECK(long_line.size() < 300);
}

TEST_CASE("TSV may have blank lines", "[read_tsv]") {
    CHECK(tsv("\nlabel\ttext\npos\ta\n \n\nneg\tb\n\n\x1a\n") == "pos|a|3;neg|b|6;");
}

TEST_CASE("TSV has a greatest number of columns", "[read_tsv]") {
    const std::string header = "label\ttext" + std::string(16384 - 2, '\t');
    CHECK(tsv(header + "\npos\ta" + std::string(16384 - 2, '\t') + "\n") == "pos|a|2;");
    const std::string refused = "65: train.tsv:1: expected at most 16384 columns, found more";
    CHECK(tsv(header + "\t\n") == refused);
    CHECK(tsv(std::string(1 << 20, '\t')) == refused);
}
