// One directory per label: the order of files, and which entries are skipped.
#include "io/file.h"
#include "sample_files.h"

#include "catch.h"

using namespace textrnn;

namespace {

std::string read(const SampleFiles& files, const ReaderOptions& options = {}) {
    std::string result;
    const std::string error =
        error_of([&] { result = flat(all_examples(files.path("data"), options)); });
    return error.empty() ? result : files.shortened(error);
}

} // namespace

TEST_CASE("folders are read in order of bytes", "[read_folder]") {
    const SampleFiles files;
    files.write("data/pos/2.txt", "two\n");
    files.write("data/pos/10.txt", "\xEF\xBB\xBFten");
    files.write("data/neg/a", "");
    files.write("data/neg/B", "b\r\nc");
    CHECK(read(files) == "neg|b\r\nc|0;neg||0;pos|ten|0;pos|two\n|0;");
}

TEST_CASE("folders: hidden files, files beside the labels and unsup are passed over",
          "[read_folder]") {
    const SampleFiles files;
    files.write("data/urls.txt", "http://");
    files.write("data/.git/x", "x");
    files.write("data/pos/.DS_Store", std::string(3, '\0'));
    files.write("data/pos/1.txt", "one");
    files.write("data/unsup/1.txt", "x");
    CHECK(read(files) == "pos|one|0;");
}

TEST_CASE("folders: unsup alone is a label", "[read_folder]") {
    const SampleFiles files;
    files.write("data/unsup/1.txt", "x");
    CHECK(read(files) == "unsup|x|0;");
}

TEST_CASE("folders: label files are told from other files", "[read_folder]") {
    const SampleFiles files;
    files.write("data/pos.txt", "a\n");
    files.write("data/neg.TXT", "b\n");
    files.write("data/README.txt", "about\n");
    files.write("data/unsup.txt", "x\n");
    files.write("data/LICENSE.txt", "all rights\n");
    files.write("data/pos.txt~", "old\n");
    CHECK(read(files) == "neg|b|1;pos|a|1;");
    for (const std::string name : {"train", "Test", "dev", "valid", "train.ft"}) {
        const std::string path = files.write("data/" + name + ".txt", "x\n");
        CHECK(read(files) == "65: data/" + name +
                                 ".txt: expected a file LABEL.txt; if this is a data "
                                 "set, name the file instead of the folder");
        std::filesystem::remove(path);
    }
}

TEST_CASE("folders: texts without labels do not hide behind a folder", "[read_folder]") {
    const SampleFiles files;
    files.write("data/1.txt", "a");
    files.write("data/2.txt", "b");
    ReaderOptions options{.labels_optional = true};
    options.known_labels = {"neg", "pos"};
    CHECK(read(files, options) == "data|a|0;data|b|0;");
    files.write("data/old/3.txt", "c");
    CHECK(
        read(files, options).starts_with("65: data/old: expected a file with a text, found a dir"));
    files.write("data/pos/3.txt", "c");
    CHECK(read(files, options) == "old|c|0;pos|c|0;");
    files.write("data/v1.5/4.txt", "d");
    options.known_labels = {"v1.5", "v2"};
    CHECK(read(files, options) == "old|c|0;pos|c|0;v1.5|d|0;");
}

TEST_CASE("folders: data sets are not labels", "[read_folder]") {
    const SampleFiles files;
    files.write("data/test/pos_1.txt", "a");
    files.write("data/train/pos_1.txt", "b");
    CHECK(read(files) == "65: data: expected a folder per label, found data sets; name one of "
                         "them, as data/test");
    ReaderOptions options{.known_labels = {"bus", "train"}}; // vehicles
    CHECK(read(files, options) == "test|a|0;train|b|0;");
    files.write("data/bus/1.txt", "c");
    CHECK(read(files) == "bus|c|0;test|a|0;train|b|0;");
}

TEST_CASE("folders: errors name the file", "[read_folder]") {
    const SampleFiles files;
    CHECK(read(files).find("66: data: ") == 0);
    std::filesystem::create_directories(files.path("data/pos"));
    CHECK(read(files) == "65: data: no examples; it has no texts");
    files.write("data/pos/1.txt", "a\né\xFF");
    CHECK(read(files) ==
          "65: data/pos/1.txt:2:2: invalid UTF-8 (byte 0xff); other bytes are UTF-8; to replace "
          "such bytes, set data.invalid_utf8 = \"replace\" (predict: --replace-invalid)");
    files.write("data/pos/1.txt", "caf\xE9");
    CHECK(read(files).find("; convert it: iconv -f windows-1252 -t utf-8 data/pos/1.txt | "
                           "textrnn ... - (") != std::string::npos);
    CHECK(read(files).find("; for a folder, several files, data.dev, data.test or pretrain.text: "
                           ">NEW, and replace the file by NEW);") != std::string::npos);
    files.write("data/pos/1.txt", "a\né\xFF");
    ReaderOptions options;
    options.invalid_utf8 = "replace";
    CHECK(read(files, options) == "pos|a\né\xEF\xBF\xBD|0;");
    files.write("data/pos/1.txt", std::string("ab\0", 3));
    CHECK(read(files).find("65: data/pos/1.txt:1:3: expected text, found a NUL byte") == 0);
    CHECK(read(files, options) == "pos|ab\xEF\xBF\xBD|0;");
    files.write("data/pos/1.txt", std::string(kMaxLineBytes + 1, 'x'));
    CHECK(read(files) == "65: data/pos/1.txt: the text is longer than 16 MiB");
    files.write("data/pos/0/1.txt", "a");
    CHECK(read(files) ==
          "65: data/pos/0: expected a file with a text, found a directory; if the labels are one "
          "level deeper, name the directory above them");
}
