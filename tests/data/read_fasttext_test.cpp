// fastText lines: one label and the text.
#include "sample_files.h"

#include "catch.h"

using namespace textrnn;

namespace {

std::string fasttext(std::string_view content) { return read_sample("train.ft", content); }

} // namespace

TEST_CASE("fastText lines become examples", "[read_fasttext]") {
    CHECK(fasttext("__label__pos a b\n\n__label__neg\tc  d \r\n__label__neg\n") ==
          "pos|a b|1;neg|c  d |3;neg||4;");
    CHECK(fasttext("__label__1   a __label__ b") == "1|a __label__ b|1;");
}

TEST_CASE("fastText lines have exactly one label", "[read_fasttext]") {
    CHECK(fasttext("__label__a x\nno label") ==
          "65: train.ft:2: expected __label__LABEL before the text, found \"no\"");
    CHECK(fasttext("so good __label__a")
              .starts_with("65: train.ft:1: expected __label__LABEL before the text, found \"so\"; "
                           "convert it: sed -E 's/(.*)[[:space:]](__label__.*)/\\2 \\1/' "
                           "train.ft | "));
    CHECK(fasttext(" __label__a x") == "a|x|1;");
    CHECK(fasttext("__label__ x") == "65: train.ft:1: the label is empty");
    CHECK(fasttext("__label__a __label__b x") ==
          "65: train.ft:1: expected one label per text, found a second label, "
          "\"__label__b\"");
    CHECK(fasttext("__label__a x\r__label__b y\n__label__a z\n")
              .ends_with("found a second label, \"__label__b\""));
}
