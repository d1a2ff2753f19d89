// CSV: quotes by RFC 4180, and malformed quotes.
#include "io/file.h"
#include "sample_files.h"

#include "catch.h"

using namespace textrnn;

namespace {

const std::string kNotQuotes = "; set data.separator, or if quotes are part of the texts, "
                              "data.quoting = \"none\"";

std::string csv(std::string_view content, const ReaderOptions& options = {}) {
    return read_sample("train.csv", content, options);
}

} // namespace

TEST_CASE("CSV fields, quoted and not", "[read_csv]") {
    CHECK(csv("label,text\npos,a b\nneg,\n") == "pos|a b|2;neg||3;");
    CHECK(csv("\xEF\xBB\xBF\"label\",\"text\"\r\n\"pos\",\"a, b\"\r\nneg,c") ==
          "pos|a, b|2;neg|c|3;");
    CHECK(csv("label,text\npos,\"say \"\"hi\"\"\"\nneg,\"\"\"\"\npos,\"\"\n") ==
          "pos|say \"hi\"|2;neg|\"|3;pos||4;");
    CHECK(csv("label,text\npos,\"a\nb\r\nc\"\nneg,d\n") == "pos|a\nb\nc|2;neg|d|5;");
    CHECK(csv("text,label\n a ,pos\n") == "pos| a |2;");
    CHECK(csv("label,text\npos,a\rb\n") == "pos|a\rb|2;"); // a CR without LF ends no line
    ReaderOptions by_position;
    by_position.label_column = "2";
    by_position.text_column = {"1"};
    CHECK(csv("a,pos\n", by_position) == "pos|a|1;");
}

TEST_CASE("CSV quotes must be closed and alone", "[read_csv]") {
    CHECK(csv("label,text\npos,a\nneg,\"b\npos,c\n") ==
          "65: train.csv:3:5: the quote is never closed" + kNotQuotes);
    CHECK(csv("label,text\npos,\"") ==
          "65: train.csv:2:5: the quote is never closed" + kNotQuotes);
    CHECK(csv("label,text\npos,\"\"\"") ==
          "65: train.csv:2:5: the quote is never closed" + kNotQuotes);
    CHECK(csv("label,text\npos,\"é\n\" b\n") ==
          "65: train.csv:2:5: text follows the closing quote of this field" + kNotQuotes);
    CHECK(csv("label,text\npos,\"a\"é\n").find("65: train.csv:2:5: text follows") == 0);
    CHECK(csv("label,text\npos,\"a\"\rb\n").find("65: train.csv:2:5: text follows") == 0);
    CHECK(csv("label,text\npos,é \"b\"\n") ==
          "65: train.csv:2:7: found a quote within an unquoted field; put the whole field in "
          "double quotes, and double the quotes in it" + kNotQuotes);
}

TEST_CASE("CSV rows must have the columns of the header", "[read_csv]") {
    CHECK(csv("label,text\npos,a, b\n") ==
          "65: train.csv:2: expected 2 comma-separated columns, found 3; put texts with "
          "separators in double quotes, or if column 1 has no name, set data.header = \"yes\" and "
          "use positions");
    CHECK(csv("label,text\npos,\"a\nb\"\nneg\n") ==
          "65: train.csv:4: expected 2 comma-separated columns, found 1");
    CHECK(csv(",label,text\nx,pos,a\ny,neg,b,c,d\n") ==
          "65: train.csv:3: expected 3 comma-separated columns, found 5; put texts with "
          "separators in double quotes");
    CHECK(csv("label,txt\npos,a\n") ==
          "65: train.csv:1: no column \"text\" in the header (found: \"label\", \"txt\"); did "
          "you mean \"txt\"? (data.text_column, data.label_column)");
    CHECK(csv("label;body\npos;a\n", {.text_column = {"body"}, .separator = ","}) ==
          "65: train.csv:1: no column \"body\" in the header (found: \"label;body\"); set "
          "data.text_column and data.label_column to names or positions from 1, or "
          "data.separator");
    CHECK(csv("label,text\n\"\",a\n") == "65: train.csv:2: the label is empty");
    CHECK(csv("label,text\npos,a\n\r\n\n") == "pos|a|2;");
    CHECK(csv("label,text\n\npos,a\n  \n") == "pos|a|3;");
}

TEST_CASE("CSV rows have a greatest length", "[read_csv]") {
    const std::string start = "label,text\npos,\"";
    CHECK(csv(start + std::string(kMaxLineBytes, 'x') + "\"\n") ==
          "65: train.csv:2: the line is longer than 16 MiB");
    CHECK(csv(start + std::string(kMaxLineBytes - 6, 'x') + "\"\n").size() > kMaxLineBytes - 6);
    const std::string half(kMaxLineBytes / 2, 'x');
    CHECK(csv(start + half + "\n" + half + "\n" + half + "\"\n") ==
          "65: train.csv:2:5: the quoted field is too long" + kNotQuotes);
}

TEST_CASE("CSV has a greatest number of columns", "[read_csv]") {
    const std::string header = "label,text" + std::string(16384 - 2, ',');
    CHECK(csv(header + "\npos,a" + std::string(16384 - 2, ',') + "\n") == "pos|a|2;");
    const std::string refused = "65: train.csv:1: expected at most 16384 columns, found more";
    CHECK(csv(header + ",\n") == refused);
    CHECK(csv(std::string(1 << 20, ',')) == refused);
}
