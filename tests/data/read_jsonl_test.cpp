// JSONL: members of any order and type.
#include "sample_files.h"

#include "catch.h"

using namespace textrnn;

namespace {

std::string jsonl(std::string_view content, const ReaderOptions& options = {}) {
    return read_sample("train.jsonl", content, options);
}

} // namespace

TEST_CASE("JSONL objects become examples", "[read_jsonl]") {
    CHECK(jsonl("{\"label\": \"pos\", \"text\": \"a\\n\\u00e9\"}\n\n"
                "{\"id\": [1, {}], \"text\": \"\", \"label\": \"neg\"}\r\n  \n") ==
          "pos|a\n\xC3\xA9|1;neg||3;");
    CHECK(jsonl("{\"label\":1,\"text\":\"a\"}\n{\"label\":-20,\"text\":\"b\"}\n"
                "{\"label\":true,\"text\":\"c\"}\n{\"label\":false,\"text\":\"d\"}") ==
          "1|a|1;-20|b|2;true|c|3;false|d|4;");
    ReaderOptions options;
    options.text_column = {"sentence"};
    options.label_column = "gold_label";
    CHECK(jsonl("{\"gold_label\": \"x\", \"sentence\": \"y\"}", options) == "x|y|1;");
}

TEST_CASE("JSONL labels that are not needed may be anything", "[read_jsonl]") {
    const ReaderOptions records{.labels_optional = true};
    for (const char* label : {"NaN", "null", "1.5", "[1]", "\"pos\"", "\"\""})
        CHECK(jsonl("{\"label\":" + std::string(label) + ",\"text\":\"a\"}", records) == "|a|1;");
}

TEST_CASE("JSONL syntax errors have line and column", "[read_jsonl]") {
    const std::string good = "{\"label\":1,\"text\":\"a\"}\n";
    CHECK(jsonl(good + "{\"label\":1,\"text\":a}").find("65: train.jsonl:2:19: expected ") == 0);
    CHECK(jsonl(good + "\n{\"é\": 1").find("65: train.jsonl:3:8: expected ") == 0);
    CHECK(jsonl(good + good.substr(0, 22) + " x").find("65: train.jsonl:2:24: ") == 0);
}

TEST_CASE("JSONL members must be there and of the right type", "[read_jsonl]") {
    CHECK(jsonl("1") == "65: train.jsonl:1:1: expected an object, found '1'");
    CHECK(jsonl("{\"label\":1,\"Text\":\"a\"}") ==
          "65: train.jsonl:1: no member \"text\" (found: \"label\", \"Text\"); did you mean "
          "\"Text\"?; set data.text_column");
    CHECK(jsonl("{\"text\":\"a\"}") ==
          "65: train.jsonl:1: no member \"label\" (found: \"text\"); set data.label_column");
    CHECK(jsonl("{\"label\":1,\"text\":2}") ==
          "65: train.jsonl:1: expected \"text\" to be a string, found 2");
    CHECK(jsonl("{\"label\":1.5,\"text\":\"a\"}") ==
          "65: train.jsonl:1: expected \"label\" to be a string, an integer, true or false, "
          "found 1.5");
    CHECK(jsonl("{\"label\":null,\"text\":\"a\"}") ==
          "65: train.jsonl:1: expected \"label\" to be a string, an integer, true or false, "
          "found null");
    CHECK(jsonl("{\"label\":1,\"text\":[\"a\",\"b\"]}\n")
              .starts_with("65: train.jsonl:1: expected \"text\" to be a string, found an array; "
                           "convert it: jq -c '.\"text\" |= join(\" \")' train.jsonl | "));
    CHECK(jsonl("{\"label\":[1],\"text\":\"a\"}\n")
              .find("found an array; for the first label of each; convert it: jq -c '.\"label\" |= "
                    ".[0]' train.jsonl | ") != std::string::npos);
    const std::string columns = "{\"label\":[\"a\"],\"text\":[\"b\"]}\n";
    CHECK(jsonl(columns).find("transpose[]") != std::string::npos);
    CHECK(jsonl(columns + columns).find("transpose[]") == std::string::npos); // no columns
    CHECK(jsonl("{\"text\":\"a\",\"spans\":[{\"label\":1}]}").find("jq") == std::string::npos);
    CHECK(jsonl("{\"label\":\"\",\"text\":\"a\"}") == "65: train.jsonl:1: the label is empty");
    // JSON may contain an escaped NUL, although the file must not contain the byte.
    CHECK(jsonl("{\"label\":\"a\",\"text\":\"b\\u0000c\"}").size() == 8);
    CHECK(jsonl("{\"label\":\"a\\u0000\",\"text\":\"b\"}") ==
          "65: train.jsonl:1: expected a label without control characters, found "
          "\"a\\u0000\"; are labels and texts swapped?");
}
